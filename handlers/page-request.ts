import { validate as isUuid } from "uuid";
import type { ApiEvent } from "./http.ts";
import type { Model } from "./model.ts";
import { badRequest, type Fault } from "./problem.ts";

/** Which page of which items is asked for. */
export interface PageRequest {
  readonly limit: number;
  /** The id that the page starts after. */
  readonly after: string | undefined;
  /** The value that a boolean field must have, by its name. */
  readonly filters: Readonly<Record<string, boolean>>;
}

const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 1_000;

type Query = NonNullable<ApiEvent["queryStringParameters"]>;

/** The query parameters of the list. */
export function listParameters({ fields }: Model): readonly string[] {
  const flags = Object.entries(fields).filter(([, { type }]) => type === "boolean");
  return ["limit", "cursor", ...flags.map(([name]) => name)];
}

/** Reads what a query asks for; throws a 400 that names every fault. */
export function parsePage(model: Model, query: Query): PageRequest {
  const faults: Fault[] = [];
  const { limit, cursor } = query;
  const page = {
    limit: limit === undefined ? DEFAULT_LIMIT : parseLimit(limit, faults),
    after: cursor === undefined ? undefined : parseCursor(cursor, faults),
    filters: parseFilters(model, query, faults),
  };
  if (faults.length > 0) throw badRequest(faults);
  return page;
}

/** The header that leads to the next page, of which `after` is the cursor (RFC 8288). */
export function toLink(collection: string, { limit, filters }: PageRequest, after: string): string {
  const query = new URLSearchParams({ limit: String(limit) });
  for (const [name, value] of Object.entries(filters)) query.set(name, String(value));
  query.set("cursor", toCursor(after));
  return `<${collection}?${query}>; rel="next"`;
}

function parseLimit(text: string, faults: Fault[]): number {
  const limit = /^\d+$/.test(text) ? Number(text) : 0;
  if (limit < 1 || limit > MAX_LIMIT) {
    faults.push({ parameter: "limit", detail: `limit must be a whole number between 1 and ${MAX_LIMIT}` });
  }
  return limit;
}

// Whatever it says, it is an id, and the key has the partition of the items besides: it leads nowhere else.
function parseCursor(text: string, faults: Fault[]): string {
  const id = Buffer.from(text, "base64url").toString();
  if (!isUuid(id) || toCursor(id) !== text) {
    faults.push({ parameter: "cursor", detail: "cursor must be one that this API gave in a Link header" });
  }
  return id;
}

function parseFilters({ fields }: Model, query: Query, faults: Fault[]): Readonly<Record<string, boolean>> {
  const filters: Record<string, boolean> = {};
  for (const [name, field] of Object.entries(fields)) {
    const text = query[name];
    if (field.type !== "boolean" || text === undefined) continue;
    if (text === "true" || text === "false") filters[name] = text === "true";
    else faults.push({ parameter: name, detail: `${name} must be true or false` });
  }
  return filters;
}

function toCursor(id: string): string {
  return Buffer.from(id).toString("base64url");
}
