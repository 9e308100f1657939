import type { Condition } from "../../aws/conditions.ts";
import type { StackSettings } from "../../config/stack-settings.ts";

/** The commands that call AWS. */
export const POLICY_COMMANDS = [
  "deploy",
  "plan",
  "status",
  "audit",
  "rollback",
  "destroy",
  "orphans",
  "items",
  "key",
  "logs",
] as const;
export type PolicyCommand = (typeof POLICY_COMMANDS)[number];

/** The settings of the next deploy, and earlier settings whose resources that deploy may have to remove. */
export interface PolicySettings {
  readonly settings: StackSettings;
  /** The earlier settings or, if they are unknown, all possible settings. */
  readonly before: readonly StackSettings[];
}

/** The actions that commands need on the same resources. */
export interface Grant {
  readonly sid: string;
  readonly resources: readonly string[];
  readonly condition?: Condition;
  readonly needs: readonly (readonly [commands: readonly PolicyCommand[], actions: readonly string[]])[];
}

export const COMPARING: readonly PolicyCommand[] = ["deploy", "plan", "status"];
export const REMOVING: readonly PolicyCommand[] = ["destroy", "orphans"];
export const READING: readonly PolicyCommand[] = [...COMPARING, ...REMOVING];
/** `deploy` also removes obsolete resources. */
export const CLEANING: readonly PolicyCommand[] = ["deploy", ...REMOVING];
export const CHANGING: readonly PolicyCommand[] = ["deploy", "rollback"];

/** The IAM actions for a service's operations, such as "GetRole GetRolePolicy" for "iam". */
export function actionsOf(service: string, operations: string): readonly string[] {
  return operations.split(" ").map((operation) => `${service}:${operation}`);
}

/** Returns the commands if the condition is true, otherwise an empty list. */
export function onlyIf(condition: boolean, ...commands: readonly PolicyCommand[]): readonly PolicyCommand[] {
  return condition ? commands : [];
}
