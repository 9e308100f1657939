import type { IncomingHttpHeaders } from "node:http";
import type { ObjectContent } from "../store.ts";
import { entityTag, lastModified, matchesTag } from "../stored-object.ts";

interface Served {
  readonly createdAt: number;
  readonly content: ObjectContent;
}

export function objectHeaders({ createdAt, content }: Served): Record<string, string> {
  const metadata = content.metadata.map(([name, value]) => [`x-amz-meta-${name}`, value]);
  return {
    "content-type": content.contentType,
    etag: entityTag(content),
    "last-modified": lastModified({ createdAt }).toUTCString(),
    ...(content.cacheControl !== undefined && { "cache-control": content.cacheControl }),
    ...(content.contentEncoding !== undefined && { "content-encoding": content.contentEncoding }),
    ...Object.fromEntries(metadata),
  };
}

/** Whether the visitor already has the object. Compares entity tags, or dates if there is no tag (RFC 9110, 13.2.2). */
export function isUnchanged(headers: IncomingHttpHeaders, { createdAt, content }: Served): boolean {
  const tags = headers["if-none-match"];
  if (tags !== undefined) return matchesTag(tags, entityTag(content));
  const since = Date.parse(headers["if-modified-since"] ?? "");
  return lastModified({ createdAt }).getTime() <= since;
}
