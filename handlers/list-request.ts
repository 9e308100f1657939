import { validate as isUuid } from "uuid";
import type { ApiEvent } from "./api-event.ts";
import type { Model } from "./model.ts";
import { badRequest, type Fault } from "./problem.ts";

export interface ListRequest {
  readonly limit: number;
  /** The ID after which the page starts. */
  readonly after: string | undefined;
  /** The required values of boolean fields, by name. */
  readonly filters: Readonly<Record<string, boolean>>;
}

const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 1_000;

type Query = NonNullable<ApiEvent["queryStringParameters"]>;

export function listParameters({ fields }: Model): readonly string[] {
  const flags = Object.entries(fields).filter(([, { type }]) => type === "boolean");
  return ["limit", "cursor", ...flags.map(([name]) => name)];
}

/** Parses the query of a list request; throws a 400 that lists every fault. */
export function parseListRequest(model: Model, query: Query): ListRequest {
  const faults: Fault[] = [];
  const { limit, cursor } = query;
  const request = {
    limit: limit === undefined ? DEFAULT_LIMIT : parseLimit(limit, faults),
    after: cursor === undefined ? undefined : parseCursor(cursor, faults),
    filters: parseFilters(model, query, faults),
  };
  if (faults.length > 0) throw badRequest(faults);
  return request;
}

/** The Link header to the next page, which starts after the ID `after` (RFC 8288). */
export function toLink(collection: string, { limit, filters }: ListRequest, after: string): string {
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

// A forged cursor cannot reach other records: it must be a UUID, and queries are limited to the items' partition.
function parseCursor(text: string, faults: Fault[]): string {
  const id = Buffer.from(text, "base64url").toString();
  if (!isUuid(id) || toCursor(id) !== text) {
    faults.push({ parameter: "cursor", detail: "cursor must come from a Link header of this API" });
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
