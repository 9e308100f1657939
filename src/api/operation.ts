import type { Model } from "./model/model.ts";
import type { Route } from "./routes.ts";

/** The OpenAPI operation for a route: parameters, body and responses. */
export function operation(route: Route, model: Model): Readonly<Record<string, unknown>> {
  const parameters = [...pathParameters(route), ...(PARAMETERS[route.operationId]?.(model) ?? [])];
  const body = bodyOf(route);
  return {
    operationId: route.operationId,
    summary: route.summary,
    ...(parameters.length > 0 && { parameters }),
    ...(body && { requestBody: { required: true, content: body } }),
    responses: { ...RESPONSES[route.operationId], ...sharedErrors(route), default: ANY_OTHER },
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

const IF_MATCH = header(
  "If-Match",
  "Perform the request only if the item has one of these entity tags; `*` matches any.",
);
const IF_NONE_MATCH = header("If-None-Match", "Return the item only if it has none of these entity tags.");
const IDEMPOTENCY_KEY = header(
  "Idempotency-Key",
  "Within 24 hours, the same key and body create one item; later responses have `Idempotent-Replayed: true`.",
);

function listParameters({ fields }: Model): readonly object[] {
  const flags = Object.entries(fields).filter(([, { type }]) => type === "boolean");
  return [
    query("limit", "The maximum number of items on a page.", {
      type: "integer",
      minimum: 1,
      maximum: 1000,
      default: 100,
    }),
    query("cursor", "The start of the page, from the Link header of the previous page.", { type: "string" }),
    ...flags.map(([name]) => query(name, `Return only the items with this value of ${name}.`, { type: "boolean" })),
  ];
}

const PARAMETERS: Readonly<Record<string, (model: Model) => readonly object[]>> = {
  createItem: () => [IDEMPOTENCY_KEY],
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
  ETag: "The item's version, in quotes.",
  Location: "The item's absolute URL.",
  Link: "The next page, if there is one, as rel=next (RFC 8288).",
  "Retry-After": "Seconds to wait.",
};

const json = (name: string) => ({
  content: { "application/json": { schema: { $ref: `#/components/schemas/${name}` } } },
});
const problem = (description: string) => ({
  description,
  content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
});

const ANY_OTHER = problem("Any other error, such as 429 (too many requests), 502, 503 or 504");
const NOT_MODIFIED = { description: "The caller already has this version", ...responseHeaders("ETag") };
const PRECONDITION_FAILED = problem("The item has none of the entity tags in If-Match");

const RESPONSES: Readonly<Record<string, object>> = {
  createItem: {
    "201": { description: "Created", ...responseHeaders("Location", "ETag"), ...json("Item") },
    "409": problem("The Idempotency-Key was already used with a different body"),
  },
  listItems: { "200": { description: "A page of items", ...responseHeaders("Link"), ...json("Items") } },
  headItems: { "200": { description: "The headers of a page of items", ...responseHeaders("Link") } },
  readItem: { "200": { description: "The item", ...responseHeaders("ETag"), ...json("Item") }, "304": NOT_MODIFIED },
  headItem: { "200": { description: "The headers of the item", ...responseHeaders("ETag") }, "304": NOT_MODIFIED },
  replaceItem: {
    "200": { description: "Replaced", ...responseHeaders("ETag"), ...json("Item") },
    "412": PRECONDITION_FAILED,
  },
  changeItem: {
    "200": { description: "Changed", ...responseHeaders("ETag"), ...json("Item") },
    "412": PRECONDITION_FAILED,
  },
  deleteItem: { "204": { description: "Deleted" }, "412": PRECONDITION_FAILED },
  clearItems: {
    "204": { description: "No items remain" },
    "503": {
      ...problem("Not all items were deleted in time; send the request again"),
      ...responseHeaders("Retry-After"),
    },
  },
};

function sharedErrors(route: Route): object {
  return {
    "400": problem("The request is not valid; `errors`, if present, lists every fault"),
    ...(route.path === "/items/{id}" && { "404": problem("No item has this ID") }),
    ...(bodyOf(route) && {
      "413": problem("The body exceeds 16,384 bytes"),
      "415": problem("The Content-Type is not supported"),
    }),
  };
}
