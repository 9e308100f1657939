import { usageError } from "../errors.ts";
import { isRecord, parseJson } from "../text/json.ts";
import { toPrintable } from "../text/printable.ts";
import type { SourceGroup } from "./log-event.ts";
import type { ReadPage } from "./page-reader.ts";

/** The id that `--request` gives; throws a usage error for what can be none. */
export function parseRequestId(text: string): string {
  const id = text.trim();
  if (/^[\w-]{8,64}$/.test(id)) return id;
  throw usageError(
    `"${toPrintable(text)}" is no request id; an error of the API tells it, such as 3b5b7f1e-0c1d-4e2f-8a3b-4c5d6e7f8091.`,
  );
}

/**
 * A filter pattern for all lines of one request (CWL/FilterAndPatternSyntax). API Gateway and Lambda give it an id each: the access log has both, so
 * that either leads to the other. Where the access log has no such line (yet), only lines with the id itself are found.
 */
export async function requestPattern(
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

/** A filter pattern for lines that have this text. */
export function quoted(text: string): string {
  return `"${text}"`;
}

function idsIn(message: string): readonly string[] {
  const line = parseJson(message);
  if (!isRecord(line)) return [];
  return [line["requestId"], line["functionRequestId"]].flatMap((id) =>
    typeof id === "string" && /^[\w-]{8,64}$/.test(id) ? [id] : [],
  );
}
