import { LONGEST_NAME, wrongWithName } from "../aws/stack-name.ts";
import { usageError } from "../errors.ts";

/** Answers the name, or refuses it in one sentence that says where it came from. */
export function checkName(part: keyof typeof LONGEST_NAME, name: string, source: string): string {
  const why = wrongWithName(part, name);
  if (why === undefined) return name;
  throw usageError(
    `The ${part} ${JSON.stringify(name)} (from ${source}) ${why}; names of AWS resources are made of it, so it must be 1 to ${LONGEST_NAME[part]} lower-case letters, digits and single hyphens, beginning with a letter.`,
  );
}
