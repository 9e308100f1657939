import { AwsError } from "./aws-error.ts";

/** A decoded `aws-chunked` body, with the trailers that followed it (names in lower case). */
interface DecodedBody {
  readonly body: Uint8Array;
  readonly trailers: Readonly<Record<string, string>>;
}

/**
 * Decodes `hex-size[;extension] CRLF bytes CRLF ... 0 CRLF trailers CRLF`, the format in which SDKs send streams
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html).
 */
export function decodeAwsChunked(encoded: Uint8Array): DecodedBody {
  const bytes = Buffer.from(encoded.buffer, encoded.byteOffset, encoded.byteLength);
  const chunks: Buffer[] = [];
  let at = 0;
  for (;;) {
    const end = bytes.indexOf("\r\n", at);
    const [digits] = end < 0 ? [] : (/^[0-9a-f]+(?=;|$)/i.exec(bytes.toString("latin1", at, end)) ?? []);
    if (digits === undefined) throw incomplete();
    const size = Number.parseInt(digits, 16);
    at = end + 2;
    if (size === 0) return { body: Buffer.concat(chunks), trailers: trailersOf(bytes.toString("latin1", at)) };
    if (at + size > bytes.length) throw incomplete();
    chunks.push(bytes.subarray(at, at + size));
    at += size + 2;
  }
}

function trailersOf(text: string): Record<string, string> {
  const lines = text.split("\r\n").filter((line) => line.includes(":"));
  return Object.fromEntries(
    lines.map((line) => [
      line.slice(0, line.indexOf(":")).trim().toLowerCase(),
      line.slice(line.indexOf(":") + 1).trim(),
    ]),
  );
}

function incomplete(): AwsError {
  return new AwsError("IncompleteBody", 400, "The request body terminated unexpectedly");
}
