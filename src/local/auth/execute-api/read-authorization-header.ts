import { createHash } from "node:crypto";
import type { WireRequest } from "../../protocol/protocol.ts";
import type { Authorization } from "../signature.ts";
import { incompleteSignature } from "../signature-errors.ts";
import { type Credential, readCredential } from "./check-credential-scope.ts";

/** The signature of a request to an API, with its credential as sent. */
export interface ApiAuthorization extends Authorization<"execute-api"> {
  readonly credential: Credential;
}

const ALGORITHM = "AWS4-HMAC-SHA256";
const REQUIRED = ["Credential", "Signature", "SignedHeaders"] as const;

/**
 * Reads the Authorization header. Throws API Gateway's error for an unsupported scheme or missing parts
 * (https://github.com/amazon-archives/aws-cognito-angular-quickstart/issues/50).
 */
export function readAuthorizationHeader({ headers }: Pick<WireRequest, "headers">): ApiAuthorization {
  const header = headers.authorization ?? "";
  const [scheme = "", ...rest] = header.trim().split(" ");
  const isSigned = scheme === ALGORITHM;
  const parts = readParts(header, isSigned || rest.length > 0 ? rest.join(" ") : scheme);
  const missing = REQUIRED.filter((name) => !parts.get(name)).map(
    (name) => `Authorization header requires '${name}' parameter. `,
  );
  if (headers["x-amz-date"] === undefined)
    missing.push("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ");
  if (missing.length > 0)
    throw incompleteSignature(
      "execute-api",
      `${missing.join("")}(Hashed with SHA-256 and encoded with Base64) Authorization=${hashOf(header)}`,
    );
  if (!isSigned) throw incompleteSignature("execute-api", `Unsupported AWS 'algorithm': '${scheme}'.`);
  return toAuthorization(parts.get("Credential"), parts.get("SignedHeaders"), parts.get("Signature"));
}

/** Builds an authorization from its parts. Throws AWS's error for a malformed credential. */
export function toAuthorization(credentialText = "", signedHeaders = "", signature = ""): ApiAuthorization {
  const credential = readCredential(credentialText);
  const [accessKeyId, day, region] = credential;
  const names = new Set(signedHeaders.toLowerCase().split(";"));
  return { credential, accessKeyId, day, region, service: "execute-api", signedHeaders: names, signature };
}

function readParts(header: string, text: string): ReadonlyMap<string, string> {
  const parts = text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
  if (parts.some((part) => !part.includes("=")))
    throw incompleteSignature(
      "execute-api",
      `Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256 and encoded with Base64): '${hashOf(header)}'.`,
    );
  return new Map(
    parts.map((part) => {
      const at = part.indexOf("=");
      return [part.slice(0, at), part.slice(at + 1)] as const;
    }),
  );
}

/** The hash that AWS's errors contain in place of the header. */
function hashOf(header: string): string {
  return createHash("sha256").update(header).digest("base64");
}
