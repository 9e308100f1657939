import type { StackName } from "../aws/stack-name.ts";

/** Defines how a stack setting is named, parsed and formatted. */
export interface Setting<Value, Key extends string = string> {
  /** The key in todo-api.json. */
  readonly key: Key;
  /** For example, `allow-clear` for --allow-clear, TODO_API_ALLOW_CLEAR and the tag todo-api:allow-clear. */
  readonly name: string;
  /** The flag in messages, if it is not `--<name>`. */
  readonly flag?: string;
  /** The type of the value in todo-api.json. A list can also be written as a string, as on the command line. */
  readonly type: "string" | "boolean" | "list of strings";
  /** The option for deploy and plan; undefined if another option sets the value. */
  readonly option?: SettingOption;
  /** Completes "must be ...". */
  readonly expected: string;
  /** Returns undefined for invalid text. */
  parse(text: string): Value | undefined;
  /** Describes the fault in invalid text, such as "is too long"; the default is a message with `expected`. */
  faultOf?(text: string): string;
  toText(value: Value): string;
  /** The value for a stack until one is given. */
  defaultFor(stack: StackName): Value;
}

/** The option for a setting, as shown in help. */
export interface SettingOption {
  /** The placeholder for the value, such as "<days>"; absent for a switch. */
  readonly value?: string;
  readonly help: string;
  /** The help text of the flag that turns a switch off. */
  readonly helpOff?: string;
}

/** The environment variable for the setting with this name. */
export function variableOf(name: string): string {
  return `TODO_API_${name.toUpperCase().replaceAll("-", "_")}`;
}

/** The text for an empty list or no ARN. */
export const NONE = "none";

/**
 * The maximum length of a value as text, which must fit in one tag on the table
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Tagging.html).
 */
export const MAX_CHARACTERS = 256;

/** The parts that all on/off settings share. */
export const SWITCH = {
  type: "boolean" as const,
  expected: "1, 0, true or false",
  parse(text: string): boolean | undefined {
    if (/^(1|true)$/i.test(text)) return true;
    return /^(0|false)$/i.test(text) ? false : undefined;
  },
  toText: String,
};
