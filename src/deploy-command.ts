import type { StackName } from "./aws/stack-name.ts";
import type { Next } from "./errors.ts";

/** The advice to deploy this very stack. */
export function deployNext({ app, stage }: StackName, when = "you want to deploy it"): Next {
  const flags = [app === "todo-api" ? "" : ` --app ${app}`, stage === "dev" ? "" : ` --stage ${stage}`];
  return { command: `todo-api deploy${flags.join("")}`, when };
}
