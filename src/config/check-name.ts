import { usageError } from "../errors.ts";

/** The longest app and stage: the names of AWS resources are computed from them, and IAM's 64 characters must hold the longest. */
const LONGEST = { app: 20, stage: 10 } as const;

/** Answers the name, or refuses it in one sentence that says where it came from. */
export function checkName(part: keyof typeof LONGEST, name: string, source: string): string {
  const why = wrongWith(name, LONGEST[part]);
  if (why === undefined) return name;
  throw usageError(
    `The ${part} ${JSON.stringify(name)} (from ${source}) ${why}; names of AWS resources are made of it, so it must be 1 to ${LONGEST[part]} lower-case letters, digits and single hyphens, beginning with a letter.`,
  );
}

/** Whether a name can be an app's or a stage's. */
export function isName(part: keyof typeof LONGEST, name: string): boolean {
  return wrongWith(name, LONGEST[part]) === undefined;
}

function wrongWith(name: string, longest: number): string | undefined {
  if (name === "") return "is empty";
  if (name.length > longest) return `is ${name.length} characters long`;
  if (!/^[a-z]/.test(name)) return "does not begin with a lower-case letter";
  const [strange] = name.match(/[^a-z0-9-]/u) ?? [];
  if (strange !== undefined) return `has the character ${JSON.stringify(strange)}`;
  if (name.includes("--")) return "has two hyphens in a row";
  return name.endsWith("-") ? "ends with a hyphen" : undefined;
}
