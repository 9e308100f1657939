import { randomUUID } from "node:crypto";
import type {
  ListVersionsByFunctionRequest,
  ListVersionsByFunctionResponse,
  PublishVersionRequest,
} from "@aws-sdk/client-lambda";
import type { Call, Operation, Validated } from "../operation.ts";
import { type ConfigurationOutput, configurationOutput, settingsOutput } from "./configuration-output.ts";
import { checkRevision, refuseWhileChanging, withNewRevision } from "./function-state.ts";
import { invalidParameter } from "./lambda-error.ts";
import { pageOf } from "./list-page.ts";
import { functionPermission, locateFunction } from "./locate-function.ts";
import { functionsOf, requireFunction } from "./require-function.ts";
import type { FunctionRecord, Snapshot, VersionRecord } from "./store.ts";

export const publishVersion = {
  permissions(input: Validated<PublishVersionRequest>, call: Call) {
    return [functionPermission(input, call)];
  },

  /**
   * Returns the latest version if neither code nor configuration has changed since it was published
   * (https://docs.aws.amazon.com/lambda/latest/api/API_PublishVersion.html).
   */
  run(input: Validated<PublishVersionRequest>, call: Call): ConfigurationOutput {
    const now = call.cloud.clock.now();
    const record = requireFunction(locateFunction(input, call), call);
    refuseWhileChanging(record, now);
    checkRevision(record, input.RevisionId, now, "GetFunction/GetAlias");
    checkCode(record, input.CodeSha256);
    const last = record.isPublished ? record.versions?.[String(record.lastVersion)] : undefined;
    if (last) return configurationOutput(last, now);
    const number = (record.lastVersion ?? 0) + 1;
    const version = versionOf(record, String(number), input.Description, now);
    const versions = { ...record.versions, [version.version]: version };
    // The function's own RevisionId changes too
    // (https://github.com/localstack/localstack/blob/main/tests/aws/services/lambda_/test_lambda_api.snapshot.json).
    functionsOf(call)[record.name] = { ...withNewRevision(record), versions, lastVersion: number, isPublished: true };
    return configurationOutput(version, now);
  },
} satisfies Operation;

function checkCode({ code }: Snapshot, expected: string | undefined): void {
  const actual = Buffer.from(code.sha256, "hex").toString("base64");
  if (expected !== undefined && expected !== actual)
    throw invalidParameter(
      `CodeSHA256 (${expected}) is different from current CodeSHA256 in $LATEST (${actual}). Please try again with the CodeSHA256 in $LATEST.`,
    );
}

/** A version of an active function is active immediately. */
function versionOf(
  record: FunctionRecord,
  version: string,
  description: string | undefined,
  now: number,
): VersionRecord {
  const {
    tags: _,
    statements: __,
    versions: ___,
    lastVersion: ____,
    isPublished: _____,
    reservedConcurrency: ______,
    policyRevisionId: _______,
    aliases: ________,
    qualifiedPolicies: _________,
    ...snapshot
  } = record;
  const revisionId = randomUUID();
  return {
    ...snapshot,
    version,
    description: description ?? record.description,
    modifiedAt: now,
    change: { kind: "create", settledAt: now, revisionId, settledRevisionId: revisionId },
  };
}

export const listVersionsByFunction = {
  permissions(input: Validated<ListVersionsByFunctionRequest>, call: Call) {
    return [functionPermission(input, call)];
  },

  /** Lists `$LATEST` first, then the versions by number. */
  run(input: Validated<ListVersionsByFunctionRequest>, call: Call): ListVersionsByFunctionResponse {
    const record = requireFunction(locateFunction(input, call), call);
    const now = call.cloud.clock.now();
    const versions = Object.values(record.versions ?? {}).toSorted((a, b) => Number(a.version) - Number(b.version));
    const latest = { ...settingsOutput(record, now), FunctionArn: `${record.arn}:$LATEST` };
    const all = [latest, ...versions.map((version) => settingsOutput(version, now))];
    const { page: Versions, ...next } = pageOf(all, input);
    return { Versions, ...next };
  },
} satisfies Operation;
