import { usageError } from "../errors.ts";
import type { Io } from "../io.ts";

/** A variable of the environment that is on or off; undefined when it is not set or empty. */
export function parseSwitch(name: string, env: Io["env"]): boolean | undefined {
  const value = env[name];
  if (!value) return undefined;
  if (/^(1|true)$/i.test(value)) return true;
  if (/^(0|false)$/i.test(value)) return false;
  throw usageError(`${name} must be 1, 0, true or false, and is ${JSON.stringify(value)}.`);
}
