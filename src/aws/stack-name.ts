/** Identifies a stack: an app and a stage. */
export interface StackName {
  readonly app: string;
  readonly stage: string;
}

/** The name of a stack in messages and in the names of its resources, such as `todo-api-dev`. */
export function stackLabel({ app, stage }: StackName): string {
  return `${app}-${stage}`;
}

/** Whether the stage's name marks it as a production stage. */
export function isProduction({ stage }: StackName): boolean {
  return stage.startsWith("prod");
}

/**
 * Identifies a stack uniquely. Two stacks can have the same label, such as app todo-api with stage dev, and app todo
 * with stage api-dev.
 */
export function stackKey({ app, stage }: StackName): string {
  return `${app} ${stage}`;
}

/**
 * The maximum lengths of app and stage names. Role and bucket names contain both; AWS limits role names to 64
 * characters and bucket names to 63.
 */
export const MAX_LENGTHS = { app: 20, stage: 10 } as const;

export function isName(part: keyof typeof MAX_LENGTHS, name: string): boolean {
  return nameFault(part, name) === undefined;
}

/** The fault in the name of an app or a stage, such as "is empty"; undefined if the name is valid. */
export function nameFault(part: keyof typeof MAX_LENGTHS, name: string): string | undefined {
  if (name === "") return "is empty";
  if (name.length > MAX_LENGTHS[part]) return `is ${name.length} characters long`;
  if (!/^[a-z]/.test(name)) return "does not start with a lowercase letter";
  const [strange] = name.match(/[^a-z0-9-]/u) ?? [];
  if (strange !== undefined) return `contains the character ${JSON.stringify(strange)}`;
  if (name.includes("--")) return "has consecutive hyphens";
  return name.endsWith("-") ? "ends with a hyphen" : undefined;
}
