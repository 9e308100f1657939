import { createHash } from "node:crypto";
import type { FunctionConfiguration, LoggingConfig } from "@aws-sdk/client-lambda";
import { isSettled, revisionIdOf } from "./function-state.ts";
import type { FunctionRecord, Logging, Snapshot, VersionRecord } from "./store.ts";

/** The settings of a function or version without its state, as list operations return them. */
export function settingsOutput(record: Snapshot | VersionRecord, now: number): FunctionConfiguration {
  return {
    FunctionName: record.name,
    FunctionArn: "version" in record ? `${record.arn}:${record.version}` : record.arn,
    Runtime: record.runtime,
    Role: record.role,
    Handler: record.handler,
    CodeSize: record.code.bytes,
    Description: record.description,
    Timeout: record.timeoutSeconds,
    MemorySize: record.memoryMegabytes,
    LastModified: lastModified(record.modifiedAt),
    CodeSha256: Buffer.from(record.code.sha256, "hex").toString("base64"),
    Version: "version" in record ? record.version : "$LATEST",
    ...(record.variables && { Environment: { Variables: record.variables } }),
    TracingConfig: { Mode: "PassThrough" },
    RevisionId: revisionIdOf(record, now),
    PackageType: "Zip",
    Architectures: [record.architecture],
    EphemeralStorage: { Size: 512 },
    SnapStart: { ApplyOn: "None", OptimizationStatus: "Off" },
    LoggingConfig: loggingOutput(record.logging),
  };
}

/** A configuration in a response. The SDK's type for LastUpdateStatusReasonCode does not include `Creating`. */
export type ConfigurationOutput = Omit<FunctionConfiguration, "LastUpdateStatusReasonCode"> & {
  readonly LastUpdateStatusReasonCode?: string | undefined;
};

/** The settings and current state of a function or version. */
export function configurationOutput(record: Snapshot, now: number): ConfigurationOutput {
  return withState(record, now, isSettled(record.change, now));
}

/** The response to a call that creates or updates a function. The status is always Pending or InProgress. */
export function changeOutput(record: Snapshot, now: number): ConfigurationOutput {
  return { ...withState(record, now, false), RevisionId: record.change.revisionId };
}

function withState(record: Snapshot, now: number, settled: boolean): ConfigurationOutput {
  return {
    ...settingsOutput(record, now),
    RuntimeVersionConfig: { RuntimeVersionArn: runtimeVersionArn(record) },
    ...(settled ? { State: "Active", LastUpdateStatus: "Successful" } : UNSETTLED[record.change.kind]),
  };
}

/** The ARN of a function's runtime version, in AWS's format. */
export function runtimeVersionArn({ arn, runtime }: Snapshot): string {
  const [, , , region = ""] = arn.split(":");
  return `arn:aws:lambda:${region}::runtime:${createHash("sha256").update(runtime).digest("hex")}`;
}

const UNSETTLED = {
  create: { State: "Pending", StateReason: "The function is being created.", StateReasonCode: "Creating" },
  update: {
    State: "Active",
    LastUpdateStatus: "InProgress",
    LastUpdateStatusReason: "The function is being created.",
    LastUpdateStatusReasonCode: "Creating",
  },
} as const;

function loggingOutput({ format, group, applicationLevel, systemLevel }: Logging): LoggingConfig {
  return {
    LogFormat: format,
    ...(applicationLevel && { ApplicationLogLevel: applicationLevel }),
    ...(systemLevel && { SystemLogLevel: systemLevel }),
    LogGroup: group,
  };
}

function lastModified(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace("Z", "+0000");
}

/** A function's runtime version, as INIT_START reports it (`nodejs:24.v1`). */
export function runtimeVersion({ runtime }: FunctionRecord): string {
  return `nodejs:${runtime.replace(/^nodejs|\.x$/g, "")}.v1`;
}
