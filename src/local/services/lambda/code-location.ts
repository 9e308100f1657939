import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { LocalCloud } from "../../cloud.ts";
import type { WireRequest, WireResponse } from "../../protocol/protocol.ts";
import type { Snapshot } from "./store.ts";

/** Where packages are fetched; in AWS, a bucket of Lambda's own. */
export const CODE_PATH = "/_local/code/";

/** A link is good for 10 minutes (https://docs.aws.amazon.com/lambda/latest/api/API_FunctionCodeLocation.html). */
const VALID_SECONDS = 600;

/** Links end with the process, as they would with the credentials that sign them. */
const secret = randomBytes(32);

/** The link at which everybody who has it can fetch a function's package for a while. */
export function codeLocation({ endpoint, clock }: LocalCloud, { code }: Snapshot): string {
  const expires = String(clock.now() + VALID_SECONDS * 1000);
  return `${endpoint}${CODE_PATH}${code.sha256}?Expires=${expires}&Signature=${signatureOf(code.sha256, expires)}`;
}

/** Answers a request for a package: 403 unless the link is ours and still good. */
export function answerCodeDownload({ clock, blobs }: LocalCloud, { method, path, query }: WireRequest): WireResponse {
  const sha256 = path.slice(CODE_PATH.length);
  const expires = query.get("Expires") ?? "";
  if (method !== "GET" || !isSame(query.get("Signature") ?? "", signatureOf(sha256, expires)))
    return refused(
      "SignatureDoesNotMatch",
      "The request signature we calculated does not match the signature you provided.",
    );
  if (Number(expires) < clock.now()) return refused("AccessDenied", "Request has expired");
  return { status: 200, headers: { "content-type": "application/zip" }, body: blobs.get(sha256) };
}

function signatureOf(sha256: string, expires: string): string {
  return createHmac("sha256", secret).update(`${sha256}\n${expires}`).digest("hex");
}

function isSame(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}

/** S3's own words: Lambda's links lead there. */
function refused(code: string, message: string): WireResponse {
  return {
    status: 403,
    headers: { "content-type": "application/xml" },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`,
  };
}
