import type { IncomingMessage } from "node:http";

/** API Gateway accepts at most 10 MB (https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html). */
const MAX_BODY_BYTES = 10 * 1024 * 1024;

const EMPTY = Buffer.alloc(0);

/**
 * Reads a request's body. Returns "too-large" as soon as the size is known to exceed the limit; the rest of the body is
 * read and discarded, so that the client receives the response.
 */
export function readBody(message: IncomingMessage): Promise<Buffer | "too-large"> {
  const { "content-length": length, "transfer-encoding": transfer } = message.headers;
  if (length === undefined && transfer === undefined) return Promise.resolve(EMPTY);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = Number(length ?? 0) > MAX_BODY_BYTES ? Number.POSITIVE_INFINITY : 0;
    if (size > MAX_BODY_BYTES) resolve("too-large");
    message.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size > MAX_BODY_BYTES) return resolve("too-large");
      chunks.push(chunk);
    });
    message.on("end", () => resolve(chunks.length === 1 ? (chunks[0] ?? EMPTY) : Buffer.concat(chunks)));
    message.on("error", reject);
  });
}
