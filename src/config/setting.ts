import type { StackName } from "../aws/stack-name.ts";

/** How a stack setting is named, read from text and written as text. */
export interface Setting<Value, Key extends string = string> {
  /** As in todo-api.json. */
  readonly key: Key;
  /** `allow-clear`: the flag --allow-clear, the variable TODO_API_ALLOW_CLEAR, the tag todo-api:allow-clear. */
  readonly name: string;
  /** If it is not `--<name>`. */
  readonly flag?: string;
  /** Completes "must be ...". */
  readonly expected: string;
  /** Returns undefined for a text that is not a value. */
  parse(text: string): Value | undefined;
  /** What is wrong with a text that is not a value, after the name of its source; by default that it is not one. */
  faultOf?(text: string): string;
  toText(value: Value): string;
  /** The value of a stack for which none was ever given. */
  defaultFor(stack: StackName): Value;
}

/** The text of a setting that is on or off. */
export const SWITCH = {
  expected: "1, 0, true or false",
  parse(text: string): boolean | undefined {
    if (/^(1|true)$/i.test(text)) return true;
    return /^(0|false)$/i.test(text) ? false : undefined;
  },
  toText: String,
};
