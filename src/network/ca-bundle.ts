import { readFileSync } from "node:fs";
import { usageError } from "../errors.ts";
import type { Given } from "../text/given.ts";

/** The certificates that AWS_CA_BUNDLE or `ca_bundle` names, in PEM: in place of Node's own, as in the AWS CLI. */
export function readCaBundle({ value, source }: Given): string {
  try {
    const text = readFileSync(value, "utf8");
    if (text.includes("-----BEGIN CERTIFICATE-----")) return text;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : error;
    throw usageError(`The CA bundle ${JSON.stringify(value)} (from ${source}) cannot be read (${code}).`);
  }
  throw usageError(`The CA bundle ${JSON.stringify(value)} (from ${source}) contains no PEM certificate.`);
}
