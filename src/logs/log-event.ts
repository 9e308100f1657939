import { type Action, ITEM_ACTIONS } from "../api/routes.ts";
import { accessLogGroupName, functionLogGroupName } from "../aws/names.ts";
import type { StackName } from "../aws/stack-name.ts";

/** The source of a log: a function, named by its action, or the API's access log. */
export type LogSource = Action | "api";

/** A log group of the stack, and its source. */
export interface SourceGroup {
  readonly source: LogSource;
  readonly logGroup: string;
  /** Whether only some stacks have the group. */
  readonly isOptional?: true;
}

/** One CloudWatch Logs event. */
export interface LogEvent extends SourceGroup {
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
  readonly eventId: string;
  readonly message: string;
  /** Whether the event was read after events that are more than 30 s newer. */
  readonly isLate?: true;
}

/** All log groups of a stack, beginning with the groups that every stack has. */
export function sourceGroups(stack: StackName): readonly SourceGroup[] {
  const functions = ITEM_ACTIONS.map((source) => ({ source, logGroup: functionLogGroupName(stack, source) }));
  const website = { source: "website", logGroup: functionLogGroupName(stack, "website"), isOptional: true } as const;
  return [...functions, accessLogSource(stack), website];
}

/** The log group for the API's access log. */
export function accessLogSource(stack: StackName): SourceGroup {
  return { source: "api", logGroup: accessLogGroupName(stack) };
}
