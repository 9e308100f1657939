import { incompleteSignature, invalidSignature } from "../signature-errors.ts";

/** The parts of a credential: `key ID/date/region/service/term`. */
export type Credential = readonly [accessKeyId: string, day: string, region: string, service: string, term: string];

/** Reads a credential. Throws AWS's error if it does not have five parts. */
export function readCredential(text: string): Credential {
  const [accessKeyId, day, region, service, term, ...others] = text.split("/");
  if (!accessKeyId || !day || !region || !service || !term || others.length > 0)
    throw incompleteSignature(
      "execute-api",
      `Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '${text}'`,
    );
  return [accessKeyId, day, region, service, term];
}

/**
 * Rejects a credential with the wrong region, service or terminator. The error lists every mismatch
 * (https://github.com/aws/aws-sdk-js/issues/3571).
 */
export function checkCredentialScope([, , region, service, term]: Credential, apiRegion: string): void {
  const mismatches = [
    ...(region === apiRegion ? [] : [`Credential should be scoped to a valid region, not '${region}'. `]),
    ...(service === "execute-api" ? [] : ["Credential should be scoped to correct service: 'execute-api'. "]),
    ...(term === "aws4_request"
      ? []
      : [`Credential should be scoped with a valid terminator: 'aws4_request', not '${term}'. `]),
  ];
  if (mismatches.length > 0) throw invalidSignature("execute-api", mismatches.join(""));
}
