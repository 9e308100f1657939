import { isProduction } from "../aws/stack-name.ts";
import { type Setting, SWITCH } from "./setting.ts";

/** The settings of the table and its items. */
export interface TableSettings {
  /** Whether deletion protection and point-in-time recovery are on; undefined leaves both unchanged. */
  readonly protect: boolean | undefined;
  /** The time from an item's completion to its expiry, such as "30d", or "none". */
  readonly expireCompleted: string;
  /** The maximum throughput of the table, or "none"; undefined leaves it unchanged. */
  readonly maxThroughput: MaxThroughput | "none" | undefined;
  /**
   * Whether the table denies access to everyone except the functions, the deployer and the root user; undefined leaves
   * its policy unchanged.
   */
  readonly tablePolicy: boolean | undefined;
}

/**
 * Request units per second
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode-max-throughput.html).
 */
interface MaxThroughput {
  readonly read: number;
  readonly write: number;
}

export const PROTECT: Setting<boolean | undefined, "protect"> = {
  ...SWITCH,
  key: "protect",
  name: "protect",
  option: {
    help: "turn on deletion protection and point-in-time recovery (the default for prod* stages)",
    helpOff: "turn off both",
  },
  defaultFor: (stack) => isProduction(stack) || undefined,
};

export const EXPIRE_COMPLETED: Setting<string, "expireCompleted"> = {
  key: "expireCompleted",
  name: "expire-completed",
  type: "string",
  option: { value: "<days>", help: "delete completed items after this time, such as 30d, or none" },
  expected: "a number of days from 1d to 3650d, such as 30d, or none",
  parse(text) {
    const [, days] = /^([1-9]\d{0,3})d$/.exec(text) ?? [];
    return text === "none" || (days !== undefined && Number(days) <= 3650) ? text : undefined;
  },
  toText: String,
  defaultFor: () => "none",
};

/** With fewer units, even the readiness checks of a deploy would be throttled. */
const MIN_UNITS = 5;

export const MAX_THROUGHPUT: Setting<MaxThroughput | "none" | undefined, "maxThroughput"> = {
  key: "maxThroughput",
  name: "max-throughput",
  type: "string",
  option: { value: "<read/write>", help: "maximum throughput of the table in request units per second, or none" },
  expected: "READ/WRITE in request units per second (whole numbers from 5 to 999999), or none",
  parse(text) {
    if (text === "none") return text;
    const [, first, second] = /^([1-9]\d{0,5})\/([1-9]\d{0,5})$/.exec(text) ?? [];
    const [read, write] = [Number(first), Number(second)];
    return read >= MIN_UNITS && write >= MIN_UNITS ? { read, write } : undefined;
  },
  toText: (value) => (typeof value === "object" ? `${value.read}/${value.write}` : String(value)),
  defaultFor: () => undefined,
};

export const TABLE_POLICY: Setting<boolean | undefined, "tablePolicy"> = {
  ...SWITCH,
  key: "tablePolicy",
  name: "table-policy",
  option: {
    help: "deny table access to everyone except the functions, the credentials of this deploy and the root user",
    helpOff: "remove the table's policy",
  },
  defaultFor: () => undefined,
};
