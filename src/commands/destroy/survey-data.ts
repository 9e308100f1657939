import { QueryCommand, type QueryCommandOutput } from "@aws-sdk/client-dynamodb";
import type { Cloud } from "../../aws/cloud.ts";
import { isAwsError } from "../../aws/undefined-on.ts";
import { settingTextsIn } from "../../config/setting-tags.ts";
import { resolveSettings } from "../../config/stack-settings.ts";
import { isForeign } from "../../engine/foreign-resource.ts";
import { until } from "../../engine/wait.ts";
import { listTableNames } from "../../resources/list-names.ts";
import { mayHaveKeys } from "../../resources/rest-api/api-tags.ts";
import type { TableState } from "../../resources/table/table-state.ts";
import type { Stack } from "../../stack/stack.ts";
import { countText } from "../../text/count-text.ts";
import { toPrintable } from "../../text/printable.ts";

/** The data that a destroy would delete, and other facts about the stack. */
export interface StackData {
  /** Undefined if the stack has no table. */
  readonly table: string | undefined;
  readonly items: ItemCount | undefined;
  /** Whether the table has deletion protection, or its settings (those in its tags, else the defaults) require it. */
  readonly isProtected: boolean;
  /** The actions in the API's tags that are no longer in the stack; their functions may still exist. */
  readonly obsoleteActions: readonly string[];
  /** Whether the stack may have API keys: false only if an API exists and its tags show no key. */
  readonly mayHaveKeys: boolean;
}

/** The number of items: exact, a lower bound, or unknown if they cannot be read. */
type ItemCount = { readonly is: "exact" | "at-least"; readonly count: number } | { readonly is: "unknown" };

const NEW_TABLE_SECONDS = 20;
/** Each page is 1 MB, which holds thousands of items. */
const MAX_PAGES = 20;

/** Reads the table and the API, and counts the items. */
export async function surveyData(stack: Stack, cloud: Cloud): Promise<StackData> {
  const [table, api] = await Promise.all([readTable(stack, cloud).catch(undefinedIfForeign), stack.restApi.read()]);
  const recorded = {
    obsoleteActions: stack.obsoleteActionsIn(api?.tags ?? {}),
    mayHaveKeys: api === undefined || mayHaveKeys(api.tags),
  };
  if (!table) return { table: undefined, items: undefined, isProtected: false, ...recorded };
  const items = await countItems(cloud, stack.table.name);
  return { table: stack.table.name, items, isProtected: isProtected(table, stack), ...recorded };
}

function isProtected({ deletionProtection, tags }: TableState, { name }: Stack): boolean {
  return deletionProtection || resolveSettings(settingTextsIn(tags), name).protect === true;
}

/**
 * For a few seconds, DescribeTable can fail to find a new table, so this waits for a table that is listed but not found
 * (https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeTable.html).
 */
async function readTable({ table }: Stack, cloud: Cloud): Promise<TableState | undefined> {
  const wait = { for: `DescribeTable to find the table ${table.name}`, seconds: NEW_TABLE_SECONDS };
  const { found } = await until(cloud, wait, async () => {
    const found = await table.read();
    const isMissed = !found && (await listTableNames(cloud)).includes(table.name);
    return isMissed ? undefined : { found };
  });
  return found;
}

async function countItems(cloud: Cloud, TableName: string): Promise<ItemCount> {
  let count = 0;
  let ExclusiveStartKey: QueryCommandOutput["LastEvaluatedKey"];
  for (let page = 0; page < MAX_PAGES; page += 1) {
    try {
      const found: QueryCommandOutput = await cloud.dynamodb.send(
        new QueryCommand({ ...allItems(TableName), Select: "COUNT", ExclusiveStartKey }),
      );
      count += found.Count ?? 0;
      ExclusiveStartKey = found.LastEvaluatedKey;
    } catch (error) {
      // ResourceNotFoundException: the table does not serve items yet, or another run has deleted it.
      if (isAwsError(error, "AccessDeniedException", "ResourceNotFoundException")) return { is: "unknown" };
      throw error;
    }
    if (!ExclusiveStartKey) return { is: "exact", count };
  }
  return { is: "at-least", count };
}

/** A Query that returns every item, because all items are in one partition. */
export function allItems(TableName: string) {
  return {
    TableName,
    ConsistentRead: true,
    KeyConditionExpression: "pk = :all",
    ExpressionAttributeValues: { ":all": { S: "item" } },
  };
}

function undefinedIfForeign(error: unknown): undefined {
  if (!isForeign(error)) throw error;
}

/** Describes a table, such as "the table notes-dev with 3 items". */
export function tableText(name: string, items: ItemCount | undefined): string {
  const isEmpty = items?.is === "exact" && items.count === 0;
  return isEmpty
    ? `the empty table ${toPrintable(name)}`
    : `the table ${toPrintable(name)} with ${itemCountText(items)}`;
}

/** Describes the number of items, such as "3 items" or "no items". */
export function itemCountText(items: ItemCount | undefined): string {
  if (!items) return "no table";
  if (items.is === "unknown") return "an unknown number of items (they could not be counted)";
  if (items.is === "exact" && items.count === 0) return "no items";
  const more = items.is === "at-least" ? "more than " : "";
  return `${more}${countText(items.count, "item")}`;
}
