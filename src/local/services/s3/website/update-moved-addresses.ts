import { createHash } from "node:crypto";
import { gunzipSync } from "node:zlib";
import { packText } from "../../../../files/pack-text.ts";
import type { LocalCloud } from "../../../cloud.ts";
import { checksumOf } from "../integrity.ts";
import type { ObjectContent, ObjectVersion } from "../store.ts";

/** Maps the former URLs of APIs to their current URLs. */
type MovedOrigins = ReadonlyMap<string, string>;

const ORIGIN = /http:\/\/127\.0\.0\.1:\d{1,5}(?!\d)/g;
const MAX_BYTES = 16 * 1024 * 1024;

/**
 * For each API that moved to a different port, replaces its former URLs in the text and JSON objects on all websites.
 * On AWS, an API's URL never changes, so clients do not look for a new one. After a crash, the next start completes the
 * update.
 */
export function updateMovedAddresses(cloud: LocalCloud): void {
  const apis = Object.values(cloud.apigateway.data.regions).flatMap(({ restApis }) => Object.values(restApis));
  const moved = apis.filter(({ formerPorts }) => formerPorts !== undefined);
  if (moved.length === 0) return;
  const origins = new Map(
    moved.flatMap(({ port, formerPorts = [] }) => formerPorts.map((former) => [originOf(former), originOf(port)])),
  );
  for (const { website, versions } of Object.values(cloud.s3.data.buckets))
    if (website)
      for (const [at, version] of versions.entries()) versions[at] = withCurrentUrls(cloud, version, origins);
  cloud.s3.save();
  for (const api of moved) delete api.formerPorts;
  cloud.apigateway.save();
}

function originOf(port: number | undefined): string {
  return `http://127.0.0.1:${port}`;
}

function withCurrentUrls(cloud: LocalCloud, version: ObjectVersion, origins: MovedOrigins): ObjectVersion {
  const { content } = version;
  const text = content && readText(cloud, content);
  const changed = text?.replaceAll(ORIGIN, (origin) => origins.get(origin) ?? origin);
  if (content === undefined || changed === undefined || changed === text) return version;
  const body = content.contentEncoding === "gzip" ? packText(changed) : Buffer.from(changed);
  return {
    ...version,
    createdAt: cloud.clock.now(),
    content: {
      ...content,
      blob: cloud.blobs.put(body),
      size: body.byteLength,
      md5: createHash("md5").update(body).digest("hex"),
      ...(content.checksum && { checksum: checksumOf(content.checksum.algorithm, body) }),
    },
  };
}

/** The text of an object; undefined if the object is too large, is not text or cannot be read. */
function readText(
  { blobs }: LocalCloud,
  { blob, size, contentType, contentEncoding }: ObjectContent,
): string | undefined {
  if (!/^(text\/|application\/json)/.test(contentType) || size > MAX_BYTES || !blobs.has(blob)) return undefined;
  try {
    const bytes = blobs.get(blob);
    const plain = contentEncoding === "gzip" ? gunzipSync(bytes, { maxOutputLength: MAX_BYTES }) : bytes;
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(plain);
  } catch {
    return undefined;
  }
}
