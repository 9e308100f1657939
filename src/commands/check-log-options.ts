import { usageError } from "../errors.ts";
import { parseRequestId } from "../logs/request-pattern.ts";
import { parseSince } from "../logs/since.ts";

/** Throws a usage error for options that would be invalid for any stack. */
export function checkLogOptions(
  { since, request, follow = false }: { readonly since?: string; readonly request?: string; readonly follow?: boolean },
  now: number,
): void {
  if (request !== undefined && follow) throw usageError("--request and --follow cannot be combined");
  if (request !== undefined) parseRequestId(request);
  if (since !== undefined) parseSince(since, now);
}
