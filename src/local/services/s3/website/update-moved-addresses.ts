import { createHash } from "node:crypto";
import { gunzipSync } from "node:zlib";
import { packText } from "../../../../files/pack-text.ts";
import type { LocalCloud } from "../../../cloud.ts";
import { checksumOf } from "../integrity.ts";
import type { ObjectContent, ObjectVersion } from "../store.ts";

/** The previous and the current URL of each API that pages use. */
type MovedOrigins = ReadonlyMap<string, string>;

const ORIGIN = /http:\/\/127\.0\.0\.1:\d{1,5}(?!\d)/g;
const MAX_BYTES = 16 * 1024 * 1024;

/**
 * Writes the new URL of an API that moved to another port into the pages of websites, as the next deploy would: on AWS,
 * an API's URL never changes, so no client looks for another one. The next start repeats what a kill interrupts.
 */
export function updateMovedAddresses(cloud: LocalCloud): void {
  const apis = Object.values(cloud.apigateway.data.regions).flatMap(({ restApis }) => Object.values(restApis));
  const moved = apis.filter(({ formerPorts }) => formerPorts !== undefined);
  if (moved.length === 0) return;
  const origins = new Map(
    moved.flatMap(({ port, formerPorts = [] }) => formerPorts.map((former) => [originOf(former), originOf(port)])),
  );
  for (const { website, versions } of Object.values(cloud.s3.data.buckets))
    if (website) for (const [at, version] of versions.entries()) versions[at] = updated(cloud, version, origins);
  cloud.s3.save();
  for (const api of moved) delete api.formerPorts;
  cloud.apigateway.save();
}

function originOf(port: number | undefined): string {
  return `http://127.0.0.1:${port}`;
}

function updated(cloud: LocalCloud, version: ObjectVersion, origins: MovedOrigins): ObjectVersion {
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

/** Undefined if the content is not text, or cannot be read. */
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
