import { parseTrustedJson } from "../../../../text/json.ts";
import { invalid } from "../errors.ts";
import type { Expressions } from "../expressions.ts";
import type { LimitedRequest } from "../request-limits.ts";
import type { TableRecord } from "../store.ts";
import type { WireItem } from "../wire-item.ts";

/** One write or check in a transaction. */
export interface Step {
  readonly action: "PutItem" | "UpdateItem" | "DeleteItem" | "ConditionCheckItem";
  readonly input: StepInput;
}

interface StepInput extends Expressions, LimitedRequest {
  readonly TableName: string;
  readonly Key?: WireItem;
  readonly ReturnValuesOnConditionCheckFailure?: "ALL_OLD" | "NONE";
}

const ACTIONS = {
  Put: "PutItem",
  Update: "UpdateItem",
  Delete: "DeleteItem",
  ConditionCheck: "ConditionCheckItem",
} as const;

/** Reads the steps of a transaction from a validated body. Rejects a step that does not have exactly one action. */
export function readSteps(body: Uint8Array): readonly Step[] {
  const { TransactItems: items }: { TransactItems: readonly Partial<Record<keyof typeof ACTIONS, StepInput>>[] } =
    parseTrustedJson(body);
  return items.map((item) => {
    const steps = Object.entries(ACTIONS).flatMap(([name, action]) => {
      const input = Object.entries(item).find(([given]) => given === name)?.[1];
      return input ? [{ action, input }] : [];
    });
    const [step] = steps;
    if (!step || steps.length > 1) throw invalid("TransactItems can only contain one of Check, Put, Update or Delete");
    return step;
  });
}

/** The key of a step's item: the `Key` member, or the key attributes of the item to put. */
export function keyOf({ input: { Key, Item = {} } }: Step, table: TableRecord): WireItem {
  return Key ?? keyWithin(Item, table);
}

/** The key attributes that an item has. */
export function keyWithin(item: WireItem, table: TableRecord): WireItem {
  const names = new Set(table.key.map(({ name }) => name));
  return Object.fromEntries(Object.entries(item).filter(([name]) => names.has(name)));
}
