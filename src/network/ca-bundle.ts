import { readFileSync } from "node:fs";
import { codeOf, usageError } from "../errors.ts";
import type { Given } from "../text/given.ts";

/** Reads the PEM certificates from AWS_CA_BUNDLE or `ca_bundle`. As in the AWS CLI, they replace the default ones. */
export function readCaBundle({ value, source }: Given): string {
  try {
    const text = readFileSync(value, "utf8");
    if (text.includes("-----BEGIN CERTIFICATE-----")) return text;
  } catch (error) {
    throw usageError(
      `the CA bundle ${JSON.stringify(value)} (from ${source}) cannot be read (${codeOf(error) ?? error})`,
    );
  }
  throw usageError(`the CA bundle ${JSON.stringify(value)} (from ${source}) contains no PEM certificate`);
}
