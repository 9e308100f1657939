import type { WireRequest } from "../../protocol/protocol.ts";
import { incompleteSignature, invalidSignature } from "../signature-errors.ts";
import { parseAmzDate } from "../signature-time.ts";
import { type ApiAuthorization, toAuthorization } from "./read-authorization-header.ts";

export interface QuerySignature {
  readonly authorization: ApiAuthorization;
  readonly date: Date;
  readonly expiresInSeconds: number;
  readonly sessionToken: string | undefined;
}

const REQUIRED = ["Algorithm", "Credential", "Signature", "SignedHeaders", "Date"].map((name) => `X-Amz-${name}`);
const DEFAULT_EXPIRES_SECONDS = "300";
const MAX_EXPIRES_SECONDS = 7 * 24 * 60 * 60;

/** Whether a URL is meant to be signed: it names an algorithm or has a signature. */
export function isPresigned(query: URLSearchParams): boolean {
  return query.has("X-Amz-Algorithm") || query.has("X-Amz-Signature");
}

/**
 * Reads the signature of a URL
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html).
 */
export function readQuerySignature({ query }: Pick<WireRequest, "query">): QuerySignature {
  const missing = REQUIRED.filter((name) => !query.get(name));
  if (missing.length > 0)
    throw incompleteSignature(
      `${missing.map((name) => `AWS query-string parameters must include '${name}'. `).join("")}Re-examine the query-string parameters.`,
    );
  const parameter = (name: string) => query.get(`X-Amz-${name}`) ?? undefined;
  const sent = parameter("Date") ?? "";
  const date = parseAmzDate(sent);
  if (Number.isNaN(date.getTime()))
    throw incompleteSignature(
      `Date must be in ISO-8601 'basic format'. Got '${sent}'. See http://en.wikipedia.org/wiki/ISO_8601`,
    );
  const authorization = toAuthorization(parameter("Credential"), parameter("SignedHeaders"), parameter("Signature"));
  if (!sent.startsWith(authorization.day))
    throw invalidSignature("Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP.");
  if (!authorization.signedHeaders.has("host"))
    throw invalidSignature("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
  const expires = parameter("Expires") ?? DEFAULT_EXPIRES_SECONDS;
  const expiresInSeconds = Number(expires);
  if (!/^\d+$/.test(expires) || expiresInSeconds > MAX_EXPIRES_SECONDS)
    throw invalidSignature(`X-Amz-Expires must be between 0 and ${MAX_EXPIRES_SECONDS} seconds, not '${expires}'.`);
  return { authorization, date, expiresInSeconds, sessionToken: parameter("Security-Token") };
}
