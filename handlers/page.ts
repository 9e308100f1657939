import type { ApiRequest } from "./http.ts";
import { PARTITION, toKey } from "./item.ts";
import type { Model } from "./model.ts";
import type { PageRequest } from "./page-request.ts";
import type { Attributes } from "./table.ts";

/** A page: its records, and the id after which the next one starts if there is one. */
interface Page {
  readonly records: readonly Attributes[];
  readonly next: string | undefined;
}

/** What is read of a filtered list for one page: as JSON it stays well below the 6 MB that Lambda answers with. */
const MOST_BYTES = 1_000_000;
const RESERVE_MS = 4_000;

/**
 * Reads a page in one Query, read-your-writes included. A filter is applied after the reading: of a filtered list 1 MB is looked through at a time,
 * some thousands of items, and then on, until the page is full. Where that takes too long, the page is short and has a next one.
 */
export async function findPage({ model, table, millisecondsLeft }: ApiRequest, asked: PageRequest): Promise<Page> {
  const { limit, after } = asked;
  const isFiltered = Object.keys(asked.filters).length > 0;
  const found: Attributes[] = [];
  let start = after === undefined ? undefined : toKey(after);
  let bytes = 0;
  do {
    const { Items = [], LastEvaluatedKey } = await table.call("Query", toQuery(model, asked, start));
    found.push(...Items);
    start = LastEvaluatedKey;
    if (isFiltered) bytes += JSON.stringify(Items).length;
  } while (isFiltered && start && found.length <= limit && bytes < MOST_BYTES && millisecondsLeft() > RESERVE_MS);
  const records = found.slice(0, limit);
  const last = found.length > limit ? records.at(-1) : start;
  return { records, next: last?.["id"]?.S };
}

// Without a filter, one more than the page holds tells whether there is a next page.
function toQuery(model: Model, { limit, filters }: PageRequest, start: Attributes | undefined): object {
  const filtered = toFilter(model, filters);
  return {
    KeyConditionExpression: "pk = :pk",
    ConsistentRead: true,
    ...(filtered ?? { Limit: limit + 1 }),
    ExpressionAttributeValues: { ":pk": { S: PARTITION }, ...filtered?.ExpressionAttributeValues },
    ...(start === undefined ? {} : { ExclusiveStartKey: start }),
  };
}

/** An item that was stored before a field was in the model has the field's default. */
function toFilter({ fields }: Model, filters: PageRequest["filters"]) {
  const entries = Object.entries(filters);
  if (entries.length === 0) return undefined;
  const terms = entries.map(([name, value]) =>
    fields[name]?.default === value ? `(#${name} = :${name} OR attribute_not_exists(#${name}))` : `#${name} = :${name}`,
  );
  return {
    FilterExpression: terms.join(" AND "),
    ExpressionAttributeNames: Object.fromEntries(entries.map(([name]) => [`#${name}`, name])),
    ExpressionAttributeValues: Object.fromEntries(entries.map(([name, value]) => [`:${name}`, { BOOL: value }])),
  };
}
