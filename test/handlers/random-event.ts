import fc from "fast-check";

/** An event as API Gateway could send it, or an invalid one. */
export type RandomEvent = Readonly<Record<string, unknown>>;

/**
 * Events for the routes of one function: mostly almost valid, sometimes far from it. `ids` are those of items that may
 * be changed.
 */
export function randomEvent(routes: readonly (readonly [string, string])[], ids: readonly string[]) {
  const route = fc.oneof(
    { weight: 9, arbitrary: fc.constantFrom(...routes) },
    { weight: 1, arbitrary: fc.tuple(TEXT, TEXT) },
  );
  return fc
    .tuple(route, fc.record({ headers: HEADERS, query: QUERY, path: pathOf(ids), body: BODY, context: CONTEXT }))
    .map(([[httpMethod, resource], { headers, query, path, body, context }]): RandomEvent => {
      return { httpMethod, resource, headers, queryStringParameters: query, pathParameters: path, ...body, ...context };
    });
}

const TEXT = fc.string({ unit: "binary", maxLength: 40 });
/** Includes code units that are not characters. */
const UNITS = fc
  .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 30 })
  .map((units) => String.fromCharCode(...units));
const WORDS = fc.oneof(
  { weight: 6, arbitrary: fc.string({ unit: "grapheme", minLength: 1, maxLength: 500 }) },
  { weight: 1, arbitrary: fc.string({ unit: "grapheme", maxLength: 600 }) },
  { weight: 1, arbitrary: fc.oneof(TEXT, UNITS) },
);

const TAG = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom("*", '"1"', 'W/"1"', '"1", "2"', '"1", "2", "3", "4", "5"') },
  { weight: 1, arbitrary: fc.oneof(fc.constantFrom('"', "1", ""), TEXT) },
);
const TYPE = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom("application/json", "application/merge-patch+json", "Application/JSON; charset=utf-8"),
  },
  { weight: 1, arbitrary: fc.oneof(fc.constantFrom("text/plain", "application/xml", ""), TEXT) },
);
const HEADERS = fc.oneof(
  { weight: 1, arbitrary: fc.constant(null) },
  {
    weight: 9,
    arbitrary: fc
      .record(
        {
          type: TYPE,
          host: fc.oneof(fc.constant("api.example"), TEXT),
          proto: fc.constantFrom("https", "http", "gopher"),
          match: TAG,
          noneMatch: TAG,
          key: fc.oneof(fc.constantFrom("one key", "another key"), fc.string({ minLength: 1 }), TEXT),
          other: fc.dictionary(fc.string({ maxLength: 20 }), TEXT, { maxKeys: 3 }),
        },
        { requiredKeys: [] },
      )
      .map(({ type, host, proto, match, noneMatch, key, other = {} }) =>
        given({
          "Content-Type": type,
          HOST: host,
          "x-forwarded-proto": proto,
          "If-Match": match,
          "if-none-match": noneMatch,
          "Idempotency-Key": key,
          ...other,
        }),
      ),
  },
);

const mostlyText = (arbitrary: fc.Arbitrary<string>) =>
  fc.oneof({ weight: 9, arbitrary }, { weight: 1, arbitrary: TEXT });
const QUERY = fc.oneof(
  fc.constant(null),
  fc
    .record(
      {
        limit: mostlyText(fc.integer({ min: -5, max: 1100 }).map(String)),
        cursor: mostlyText(fc.uuid().map((id) => Buffer.from(id).toString("base64url"))),
        completed: mostlyText(fc.constantFrom("true", "false")),
        other: TEXT,
      },
      { requiredKeys: [] },
    )
    .map(given),
);

function pathOf(ids: readonly string[]) {
  const id = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...ids) },
    { weight: 1, arbitrary: fc.oneof(fc.uuid(), TEXT) },
  );
  return fc.oneof({ weight: 9, arbitrary: fc.record({ id }) }, { weight: 1, arbitrary: fc.constant(null) });
}

const mostly = <Value>(arbitrary: fc.Arbitrary<Value>) =>
  fc.oneof({ weight: 12, arbitrary }, { weight: 1, arbitrary: fc.jsonValue() });
const FIELDS = {
  title: mostly(WORDS),
  completed: mostly(fc.boolean()),
  order: mostly(fc.oneof(fc.integer(), fc.double({ noNaN: true, min: -1e6, max: 1e6 }))),
};
const ITEM = fc.oneof(
  { weight: 4, arbitrary: fc.record(FIELDS, { requiredKeys: ["title"] }) },
  { weight: 1, arbitrary: fc.record(FIELDS, { requiredKeys: [] }) },
);
const VALUE = fc.oneof(
  { weight: 6, arbitrary: ITEM },
  {
    weight: 1,
    arbitrary: fc
      .tuple(ITEM, fc.dictionary(WORDS, fc.jsonValue(), { maxKeys: 2 }))
      .map(([item, more]) => ({ ...item, ...more })),
  },
  { weight: 1, arbitrary: fc.jsonValue() },
);
const BODY_TEXT = fc.oneof(
  { weight: 8, arbitrary: VALUE.map((value) => JSON.stringify(value)) },
  {
    weight: 1,
    arbitrary: fc.oneof(WORDS, fc.constant("x".repeat(17_000)), fc.constant('{"__proto__":{"title":"x"}}')),
  },
);
const BODY = fc.oneof(
  { weight: 8, arbitrary: BODY_TEXT.map((body) => ({ body, isBase64Encoded: false })) },
  {
    weight: 1,
    arbitrary: BODY_TEXT.map((body) => ({ body: Buffer.from(body).toString("base64"), isBase64Encoded: true })),
  },
  { weight: 1, arbitrary: fc.constantFrom({ body: null }, {}) },
);

const CONTEXT = fc.oneof(
  {
    weight: 9,
    arbitrary: fc
      .record({ path: TEXT, domainName: TEXT, requestId: fc.uuid() })
      .map((requestContext) => ({ requestContext })),
  },
  { weight: 1, arbitrary: fc.constant({}) },
);

/** Removes undefined values: API Gateway sends no header or parameter without a value. */
function given(texts: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> {
  const entries = Object.entries(texts).flatMap(([name, text]) => (text === undefined ? [] : [[name, text] as const]));
  return Object.fromEntries(entries);
}
