import { isExpired } from "./expiry.ts";
import type { ApiRequest } from "./http.ts";
import { PARTITION, toKey } from "./item.ts";
import type { ListRequest } from "./list-request.ts";
import type { Model } from "./model.ts";
import type { Attributes } from "./table.ts";

/** A page of the list: its records, and the ID after which the next page starts, if any. */
interface ListPage {
  readonly records: readonly Attributes[];
  readonly next: string | undefined;
}

/**
 * A page ends after this many bytes of items, so that its JSON stays well below Lambda's limit of 6 MB for a response
 * (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html).
 */
const MAX_BYTES = 1_000_000;
const RESERVE_MS = 4_000;

/**
 * Reads a page with consistent queries. One query is enough unless items have expired or the list is filtered: DynamoDB
 * reads up to 1 MB, a few thousand items, and only then applies the filter. If a page takes too long or has too many
 * bytes, it ends early, and the remaining items follow on the next page.
 */
export async function readListPage(
  { model, table, now, millisecondsLeft }: ApiRequest,
  list: ListRequest,
): Promise<ListPage> {
  const { limit, after } = list;
  const found: Attributes[] = [];
  let start = after === undefined ? undefined : toKey(after);
  let bytes = 0;
  do {
    const { Items = [], LastEvaluatedKey } = await table.call("Query", toQuery(model, list, start));
    const current = Items.filter((record) => !isExpired(record, now));
    found.push(...current);
    start = LastEvaluatedKey;
    if (start) bytes += Buffer.byteLength(JSON.stringify(current));
  } while (start && found.length <= limit && bytes < MAX_BYTES && millisecondsLeft() > RESERVE_MS);
  const records = found.slice(0, limit);
  const last = found.length > limit ? records.at(-1) : start;
  return { records, next: last?.["id"]?.S };
}

// Without a filter, reads one more item than fits on the page, to find out whether there is a next page.
function toQuery(model: Model, { limit, filters }: ListRequest, start: Attributes | undefined): object {
  const filtered = toFilter(model, filters);
  return {
    KeyConditionExpression: "pk = :pk",
    ConsistentRead: true,
    ...(filtered ?? { Limit: limit + 1 }),
    ExpressionAttributeValues: { ":pk": { S: PARTITION }, ...filtered?.ExpressionAttributeValues },
    ...(start === undefined ? {} : { ExclusiveStartKey: start }),
  };
}

/** A filter for a field's default also matches items that lack the field. */
function toFilter({ fields }: Model, filters: ListRequest["filters"]) {
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
