import { usageError } from "../errors.ts";
import { isRecord, parseJson } from "../text/json.ts";
import { toPrintable } from "../text/printable.ts";
import type { SourceGroup } from "./log-event.ts";
import type { ReadPage } from "./page-reader.ts";

const REQUEST_ID = /^[\w-]{8,64}$/;

/** Parses the value of `--request`; throws a usage error if it is not a request ID. */
export function parseRequestId(text: string): string {
  const id = text.trim();
  if (REQUEST_ID.test(id)) return id;
  throw usageError(
    `--request: invalid request ID "${toPrintable(text)}"; use the ID from an API error, such as 3b5b7f1e-0c1d-4e2f-8a3b-4c5d6e7f8091`,
  );
}

/**
 * Builds a filter pattern for all lines of one request
 * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html). API Gateway and Lambda each
 * assign an ID to the request; the access log contains both. `read` must return only lines with the given ID. If the
 * access log has no such line, the pattern matches only lines with the given ID.
 */
export async function buildRequestPattern(
  read: ReadPage,
  accessLog: SourceGroup,
  since: number,
  requestId: string,
): Promise<string> {
  const ids = new Set([requestId]);
  let token: string | undefined;
  do {
    const page = await read(accessLog, since, token);
    for (const { message } of page?.events ?? []) for (const id of idsIn(message)) ids.add(id);
    token = page?.nextToken;
  } while (token !== undefined);
  return [...ids].map((id) => `?${quoted(id)}`).join(" ");
}

/** Builds a filter pattern for lines with this text. */
export function quoted(text: string): string {
  return `"${text}"`;
}

function idsIn(message: string): readonly string[] {
  const line = parseJson(message);
  if (!isRecord(line)) return [];
  return [line["requestId"], line["functionRequestId"]].flatMap((id) =>
    typeof id === "string" && REQUEST_ID.test(id) ? [id] : [],
  );
}
