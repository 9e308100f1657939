import type { Route } from "./api-content.ts";
import type { Model } from "./model/model.ts";

/** What a route takes and answers, as OpenAPI has it. */
export function operation(route: Route, model: Model): Readonly<Record<string, unknown>> {
  const parameters = [...pathParameters(route), ...(PARAMETERS[route.operationId]?.(model) ?? [])];
  const body = bodyOf(route);
  return {
    operationId: route.operationId,
    summary: route.summary,
    ...(parameters.length > 0 && { parameters }),
    ...(body && { requestBody: { required: true, content: body } }),
    responses: { ...RESPONSES[route.operationId], ...shared(route), default: ANY_OTHER },
  };
}

function pathParameters({ path }: Route): readonly object[] {
  return path === "/items/{id}"
    ? [{ name: "id", in: "path", required: true, schema: { type: "string", format: "uuid" } }]
    : [];
}

const header = (name: string, description: string) => ({
  name,
  in: "header",
  required: false,
  description,
  schema: { type: "string" },
});
const query = (name: string, description: string, schema: object) => ({
  name,
  in: "query",
  required: false,
  description,
  schema,
});

const IF_MATCH = header("If-Match", "Only if the item still has one of these entity tags; `*` is any.");
const IF_NONE_MATCH = header("If-None-Match", "Only if the item has none of these entity tags.");
const ONCE = header(
  "Idempotency-Key",
  "The same key and body within 24 hours make one item, and get the same answer, then with `Idempotent-Replayed: true`.",
);

function listParameters({ fields }: Model): readonly object[] {
  const flags = Object.entries(fields).filter(([, { type }]) => type === "boolean");
  return [
    query("limit", "How many items a page has at most.", { type: "integer", minimum: 1, maximum: 1000, default: 100 }),
    query("cursor", "Where the page starts: taken from the Link header of the page before.", { type: "string" }),
    ...flags.map(([name]) => query(name, `Only items whose ${name} is so.`, { type: "boolean" })),
  ];
}

const PARAMETERS: Readonly<Record<string, (model: Model) => readonly object[]>> = {
  createItem: () => [ONCE],
  listItems: listParameters,
  headItems: listParameters,
  readItem: () => [IF_NONE_MATCH],
  headItem: () => [IF_NONE_MATCH],
  replaceItem: () => [IF_MATCH],
  changeItem: () => [IF_MATCH],
  deleteItem: () => [IF_MATCH],
};

function bodyOf({ method }: Route): object | undefined {
  const schema = (name: string) => ({ schema: { $ref: `#/components/schemas/${name}` } });
  if (method === "patch")
    return {
      "application/json": schema("ItemChanges"),
      "application/merge-patch+json": schema("ItemChanges"),
    };
  return method === "post" || method === "put" ? { "application/json": schema("NewItem") } : undefined;
}

const responseHeaders = (...names: readonly (keyof typeof HEADERS)[]) => ({
  headers: Object.fromEntries(names.map((name) => [name, { description: HEADERS[name], schema: { type: "string" } }])),
});
const HEADERS = {
  ETag: "The version of the item, in quotes.",
  Location: "The item's URL, absolute.",
  Link: "The next page, if there is one: rel=next (RFC 8288).",
  "Retry-After": "Seconds to wait.",
};

const json = (name: string) => ({
  content: { "application/json": { schema: { $ref: `#/components/schemas/${name}` } } },
});
const problem = (description: string) => ({
  description,
  content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
});

const ANY_OTHER = problem("Any other error, such as 429 (too many requests), 502, 503 and 504");
const NOT_MODIFIED = { description: "The caller has this version", ...responseHeaders("ETag") };
const OTHER_VERSION = problem("The item has none of the entity tags in If-Match");

const RESPONSES: Readonly<Record<string, object>> = {
  createItem: {
    "201": { description: "Created", ...responseHeaders("Location", "ETag"), ...json("Item") },
    "409": problem("The Idempotency-Key was used with another body"),
  },
  listItems: { "200": { description: "A page of items", ...responseHeaders("Link"), ...json("Items") } },
  headItems: { "200": { description: "A page of items", ...responseHeaders("Link") } },
  readItem: { "200": { description: "The item", ...responseHeaders("ETag"), ...json("Item") }, "304": NOT_MODIFIED },
  headItem: { "200": { description: "The item", ...responseHeaders("ETag") }, "304": NOT_MODIFIED },
  replaceItem: {
    "200": { description: "Replaced", ...responseHeaders("ETag"), ...json("Item") },
    "412": OTHER_VERSION,
  },
  changeItem: { "200": { description: "Changed", ...responseHeaders("ETag"), ...json("Item") }, "412": OTHER_VERSION },
  deleteItem: { "204": { description: "Deleted" }, "412": OTHER_VERSION },
  clearItems: {
    "204": { description: "There is no item left" },
    "503": { ...problem("There was no time for all: send it again"), ...responseHeaders("Retry-After") },
  },
};

/** What routes of one shape have in common. */
function shared(route: Route): object {
  return {
    "400": problem("The request is not valid, or has an unknown query parameter: each fault is named"),
    ...(route.path === "/items/{id}" && { "404": problem("There is no such item") }),
    ...(bodyOf(route) && { "413": problem("The body is over 16,384 bytes"), "415": problem("The body is not JSON") }),
  };
}
