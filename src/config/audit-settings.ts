import { usageError } from "../errors.ts";
import { didYouMean } from "../text/did-you-mean.ts";
import { isRecord } from "../text/json.ts";

/** The settings for `audit` in the configuration file. */
export interface AuditSettings {
  /** Rules whose failures are accepted, each with a reason. */
  readonly accept?: Readonly<Record<string, string>>;
}

/** Throws if `audit` in the configuration file is malformed. */
export function checkAudit(file: string, value: unknown): void {
  if (!isRecord(value)) throw usageError(`${file}: "audit" must be an object, such as {"accept": ${EXAMPLE}}`);
  const [unknown] = Object.keys(value).filter((key) => key !== "accept");
  if (unknown !== undefined)
    throw usageError(
      `${file}: unknown key ${JSON.stringify(unknown)} in "audit"${didYouMean(unknown, ["accept"])}; known keys: accept`,
    );
  const { accept = {} } = value;
  if (!isRecord(accept)) throw usageError(`${file}: "audit.accept" must be an object, such as ${EXAMPLE}`);
  for (const [rule, reason] of Object.entries(accept))
    if (typeof reason !== "string" || reason.trim() === "")
      throw usageError(
        `${file}: the reason for accepting ${JSON.stringify(rule)} must be a non-empty string, not ${JSON.stringify(reason)}`,
      );
}

const EXAMPLE = '{"DynamoDB.2": "the items can be imported again"}';
