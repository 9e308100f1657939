import type { NewLogEvent } from "../../logs/log-storage.ts";
import { runtimeVersion, runtimeVersionArn } from "../configuration-output.ts";
import type { FunctionRecord } from "../store.ts";
import { errorTypeOf, type Initialization, type Outcome } from "./outcome.ts";

/**
 * An invocation's log in the Text format
 * (https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html,
 * https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html).
 */
export function textLog(record: FunctionRecord, requestId: string, outcome: Outcome): readonly NewLogEvent[] {
  const { init, startedAt, endedAt, lines } = outcome;
  return [
    ...(init ? initLog(record, init, outcome) : []),
    { timestamp: startedAt, message: `START RequestId: ${requestId} Version: $LATEST\n` },
    ...lines,
    ...(outcome.kind === "timeout" ? [timeoutLine(record, requestId, endedAt)] : []),
    { timestamp: endedAt, message: `END RequestId: ${requestId}\n` },
    { timestamp: endedAt, message: reportLine(record, requestId, outcome) },
  ];
}

function initLog(record: FunctionRecord, init: Initialization, outcome: Outcome): readonly NewLogEvent[] {
  const version = `Runtime Version: ${runtimeVersion(record)}\tRuntime Version ARN: ${runtimeVersionArn(record)}`;
  const begin = { timestamp: init.startedAt, message: `INIT_START ${version}\n` };
  if (init.succeeded) return [begin, ...init.lines];
  const failure = `INIT_REPORT Init Duration: ${init.milliseconds.toFixed(2)} ms\tPhase: init\t${status(outcome)}\n`;
  return [begin, ...init.lines, { timestamp: outcome.endedAt, message: failure }];
}

function timeoutLine({ timeoutSeconds }: FunctionRecord, requestId: string, timestamp: number): NewLogEvent {
  const time = new Date(timestamp).toISOString();
  return { timestamp, message: `${time} ${requestId} Task timed out after ${timeoutSeconds.toFixed(2)} seconds\n\n` };
}

function reportLine({ memoryMegabytes }: FunctionRecord, requestId: string, outcome: Outcome): string {
  const { init, kind, milliseconds } = outcome;
  const initMilliseconds = init?.succeeded ? init.milliseconds : 0;
  const parts = [
    `REPORT RequestId: ${requestId}`,
    `Duration: ${milliseconds.toFixed(2)} ms`,
    // Since August 2025, the initialization is billed too
    // (https://aws.amazon.com/blogs/compute/aws-lambda-standardizes-billing-for-init-phase/).
    `Billed Duration: ${Math.ceil(initMilliseconds + milliseconds)} ms`,
    `Memory Size: ${memoryMegabytes} MB`,
    `Max Memory Used: ${Math.min(outcome.memoryMegabytes, memoryMegabytes)} MB`,
    ...(initMilliseconds > 0 ? [`Init Duration: ${initMilliseconds.toFixed(2)} ms`] : []),
    ...(kind === "failure" || kind === "timeout" ? [status(outcome)] : []),
  ];
  return `${parts.join("\t")}\t\n`;
}

function status({ kind, payload }: Outcome): string {
  return kind === "timeout" ? "Status: timeout" : `Status: error\tError Type: ${errorTypeOf(payload)}`;
}
