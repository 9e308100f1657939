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
import { functionNeed, locateFunction } from "./locate-function.ts";
import { functionsOf, requireFunction } from "./require-function.ts";
import type { FunctionRecord, Snapshot, VersionRecord } from "./store.ts";

export const publishVersion = {
  needs(input: Validated<PublishVersionRequest>, call: Call) {
    return [functionNeed(input, call)];
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

/** The version of an active function is active immediately. */
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

/**
 * A page has at most 50 versions, even if more are requested
 * (https://docs.aws.amazon.com/lambda/latest/api/API_ListVersionsByFunction.html).
 */
const PAGE = 50;

export const listVersionsByFunction = {
  needs(input: Validated<ListVersionsByFunctionRequest>, call: Call) {
    return [functionNeed(input, call)];
  },

  /** Lists `$LATEST` first, then the versions by number. */
  run(input: Validated<ListVersionsByFunctionRequest>, call: Call): ListVersionsByFunctionResponse {
    const { Marker, MaxItems = PAGE } = input;
    const record = requireFunction(locateFunction(input, call), call);
    const now = call.cloud.clock.now();
    const versions = Object.values(record.versions ?? {}).toSorted((a, b) => Number(a.version) - Number(b.version));
    const latest = { ...settingsOutput(record, now), FunctionArn: `${record.arn}:$LATEST` };
    const all = [latest, ...versions.map((version) => settingsOutput(version, now))];
    const from = Marker === undefined ? 0 : readMarker(Marker);
    const to = from + Math.min(MaxItems, PAGE);
    return { Versions: all.slice(from, to), ...(to < all.length && { NextMarker: writeMarker(to) }) };
  },
} satisfies Operation;

function writeMarker(next: number): string {
  return Buffer.from(String(next)).toString("base64url");
}

function readMarker(marker: string): number {
  const next = Buffer.from(marker, "base64url").toString("utf8");
  if (!/^\d+$/.test(next)) throw invalidParameter("Invalid Marker.");
  return Number(next);
}
