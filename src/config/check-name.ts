import { LONGEST_NAME, wrongWithName } from "../aws/stack-name.ts";
import { usageError } from "../errors.ts";

/** Returns the name, or throws an error with its source. */
export function checkName(part: keyof typeof LONGEST_NAME, name: string, source: string): string {
  const why = wrongWithName(part, name);
  if (why === undefined) return name;
  throw usageError(
    `${part} ${JSON.stringify(name)} (from ${source}) ${why}; use 1 to ${LONGEST_NAME[part]} lowercase letters, digits and single hyphens, starting with a letter`,
  );
}
