import { ACTIONS, type Action } from "../api/routes.ts";
import { accessLogGroupName, functionLogGroupName } from "../aws/names.ts";
import type { StackName } from "../aws/stack-name.ts";

/** What writes logs: the functions, by what they do, and the API's access log. */
export type LogSource = Action | "api";

/** A log group of the stack, and what writes to it. */
export interface SourceGroup {
  readonly source: LogSource;
  readonly logGroup: string;
}

/** One event, as CloudWatch Logs keeps it. */
export interface LogEvent extends SourceGroup {
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
  /** Unique. */
  readonly eventId: string;
  readonly message: string;
  /** It arrived so late that newer ones were shown before it. */
  readonly isLate?: true;
}

/** All log groups of a stack. */
export function sourceGroups(stack: StackName): readonly SourceGroup[] {
  const functions = ACTIONS.map((source) => ({ source, logGroup: functionLogGroupName(stack, source) }));
  return [...functions, accessLogGroup(stack)];
}

/** The API's own. */
export function accessLogGroup(stack: StackName): SourceGroup {
  return { source: "api", logGroup: accessLogGroupName(stack) };
}
