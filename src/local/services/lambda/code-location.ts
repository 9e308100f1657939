import { createHmac, randomBytes } from "node:crypto";
import { isSameText } from "../../auth/is-same-text.ts";
import type { LocalCloud } from "../../cloud.ts";
import type { WireRequest, WireResponse } from "../../protocol/protocol.ts";
import type { Snapshot } from "./store.ts";

/** The path prefix of package downloads. */
export const CODE_PATH = "/_local/code/";

/** A link is valid for 10 minutes (https://docs.aws.amazon.com/lambda/latest/api/API_FunctionCodeLocation.html). */
const VALID_SECONDS = 600;

/** The secret is not saved, so a restart invalidates all links. */
const secret = randomBytes(32);

/** Creates a temporary link that lets anyone download a function's package. */
export function codeLocation({ endpoint, clock }: LocalCloud, { code }: Snapshot): string {
  const expires = String(clock.now() + VALID_SECONDS * 1000);
  return `${endpoint}${CODE_PATH}${code.sha256}?Expires=${expires}&Signature=${signatureOf(code.sha256, expires)}`;
}

/** Responds to a package download: 403 if the signature is wrong or the link has expired. */
export function serveCodeDownload({ clock, blobs }: LocalCloud, { method, path, query }: WireRequest): WireResponse {
  const sha256 = path.slice(CODE_PATH.length);
  const expires = query.get("Expires") ?? "";
  if (method !== "GET" || !isSameText(query.get("Signature") ?? "", signatureOf(sha256, expires)))
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

/** An error in S3's format, because Lambda's links point to S3. */
function refused(code: string, message: string): WireResponse {
  return {
    status: 403,
    headers: { "content-type": "application/xml" },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`,
  };
}
