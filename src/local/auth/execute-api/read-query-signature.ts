import type { WireRequest } from "../../protocol/protocol.ts";
import { incompleteSignature, invalidDate, invalidSignature } from "../signature-errors.ts";
import { MAX_EXPIRES_SECONDS, parseAmzDate } from "../signature-time.ts";
import { type ApiAuthorization, toAuthorization } from "./read-authorization-header.ts";

export interface QuerySignature {
  readonly authorization: ApiAuthorization;
  readonly date: Date;
  readonly expiresInSeconds: number;
  readonly sessionToken: string | undefined;
}

const REQUIRED = ["Algorithm", "Credential", "Signature", "SignedHeaders", "Date"].map((name) => `X-Amz-${name}`);
const DEFAULT_EXPIRES_SECONDS = "300";

/** Whether a URL claims to be signed: it names an algorithm or has a signature. */
export function isPresigned(query: URLSearchParams): boolean {
  return query.has("X-Amz-Algorithm") || query.has("X-Amz-Signature");
}

/**
 * Reads the signature in a URL
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html).
 */
export function readQuerySignature({ query }: Pick<WireRequest, "query">): QuerySignature {
  const missing = REQUIRED.filter((name) => !query.get(name));
  if (missing.length > 0)
    throw incompleteSignature(
      "execute-api",
      `${missing.map((name) => `AWS query-string parameters must include '${name}'. `).join("")}Re-examine the query-string parameters.`,
    );
  const parameter = (name: string) => query.get(`X-Amz-${name}`) ?? undefined;
  const sent = parameter("Date") ?? "";
  const date = parseAmzDate(sent);
  if (Number.isNaN(date.getTime())) throw invalidDate("execute-api", sent);
  const authorization = toAuthorization(parameter("Credential"), parameter("SignedHeaders"), parameter("Signature"));
  if (!sent.startsWith(authorization.day))
    throw invalidSignature(
      "execute-api",
      "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP.",
    );
  if (!authorization.signedHeaders.has("host"))
    throw invalidSignature("execute-api", "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
  const expires = parameter("Expires") ?? DEFAULT_EXPIRES_SECONDS;
  const expiresInSeconds = Number(expires);
  if (!/^\d+$/.test(expires) || expiresInSeconds > MAX_EXPIRES_SECONDS)
    throw invalidSignature(
      "execute-api",
      `X-Amz-Expires must be between 0 and ${MAX_EXPIRES_SECONDS} seconds, not '${expires}'.`,
    );
  return { authorization, date, expiresInSeconds, sessionToken: parameter("Security-Token") };
}
