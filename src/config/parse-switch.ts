import { usageError } from "../errors.ts";
import type { Io } from "../io.ts";

/** Parses an environment variable that is on or off; undefined if unset or empty. */
export function parseSwitch(name: string, env: Io["env"]): boolean | undefined {
  const value = env[name];
  if (!value) return undefined;
  if (/^(1|true)$/i.test(value)) return true;
  if (/^(0|false)$/i.test(value)) return false;
  throw usageError(`${name} must be 1, 0, true or false, not ${JSON.stringify(value)}`);
}
