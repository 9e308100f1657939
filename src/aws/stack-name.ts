/** Which stack: an app and a stage. */
export interface StackName {
  readonly app: string;
  readonly stage: string;
}

/** `todo-api-dev`: what the names of a stack's resources begin with, and what a person types to confirm. */
export function stackLabel({ app, stage }: StackName): string {
  return `${app}-${stage}`;
}

/** Whether the stage's name says that its items must not be lost. */
export function isProduction({ stage }: StackName): boolean {
  return stage.startsWith("prod");
}

/** Identifies a stack: two stacks can have one label, such as todo-api's stage dev and todo's stage api-dev. */
export function stackKey({ app, stage }: StackName): string {
  return `${app} ${stage}`;
}

/** The longest app and stage: the names of AWS resources are computed from them, and IAM's 64 characters must hold the longest. */
export const LONGEST_NAME = { app: 20, stage: 10 } as const;

/** Whether a name can be an app's or a stage's. */
export function isName(part: keyof typeof LONGEST_NAME, name: string): boolean {
  return wrongWithName(part, name) === undefined;
}

/** Why a name can be no app's or stage's, after "it"; undefined where it can. */
export function wrongWithName(part: keyof typeof LONGEST_NAME, name: string): string | undefined {
  if (name === "") return "is empty";
  if (name.length > LONGEST_NAME[part]) return `is ${name.length} characters long`;
  if (!/^[a-z]/.test(name)) return "does not begin with a lower-case letter";
  const [strange] = name.match(/[^a-z0-9-]/u) ?? [];
  if (strange !== undefined) return `has the character ${JSON.stringify(strange)}`;
  if (name.includes("--")) return "has two hyphens in a row";
  return name.endsWith("-") ? "ends with a hyphen" : undefined;
}
