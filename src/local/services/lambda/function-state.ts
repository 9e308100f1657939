import { randomUUID } from "node:crypto";
import type { LocalCloud } from "../../cloud.ts";
import { AwsError } from "../../protocol/aws-error.ts";
import { resourceConflict } from "./lambda-error.ts";
import type { FunctionChange, FunctionRecord, Snapshot } from "./store.ts";

/** Returns the record of a create or update operation that begins now. */
export function beginChange(kind: FunctionChange["kind"], name: string, { clock, timing }: LocalCloud): FunctionChange {
  const settledAt = clock.now() + timing.delay(kind === "create" ? "function-active" : "function-updated", name);
  return { kind, settledAt, revisionId: randomUUID(), settledRevisionId: randomUUID() };
}

/** Whether the function can be invoked. */
export function isActive({ change }: Snapshot, now: number): boolean {
  return change.kind === "update" || isSettled(change, now);
}

/** Whether the change is complete. */
export function isSettled(change: FunctionChange, now: number): boolean {
  return change.settledAt <= now;
}

/** The current RevisionId: completing a change assigns a new one. */
export function revisionIdOf({ change }: Snapshot, now: number): string {
  return isSettled(change, now) ? change.settledRevisionId : change.revisionId;
}

/** Returns the record with new RevisionIds, for a change other than an update to the code or configuration. */
export function withNewRevision(record: FunctionRecord): FunctionRecord {
  return { ...record, change: { ...record.change, revisionId: randomUUID(), settledRevisionId: randomUUID() } };
}

/**
 * Rejects a call that AWS rejects while a function is being created or updated
 * (https://github.com/localstack/localstack/blob/main/tests/aws/services/lambda_/test_lambda_api.snapshot.json).
 */
export function refuseWhileChanging(record: Snapshot, now: number): void {
  refuseWhilePending(record, now);
  if (!isSettled(record.change, now))
    throw resourceConflict(`${CANNOT} An update is in progress for resource: ${record.arn}`);
}

/** Rejects a call that AWS rejects while a new function is Pending. */
export function refuseWhilePending(record: Snapshot, now: number): void {
  if (!isActive(record, now))
    throw resourceConflict(`${CANNOT} The function is currently in the following state: Pending`);
}

/** Rejects a RevisionId that is not the function's latest. The error names `source` as the operation to call. */
export function checkRevision(
  record: Snapshot,
  revisionId: string | undefined,
  now: number,
  source: "GetFunction/GetAlias" | "GetPolicy",
): void {
  if (revisionId === undefined || revisionId === revisionIdOf(record, now)) return;
  throw new AwsError(
    "PreconditionFailedException",
    412,
    `The Revision Id provided does not match the latest Revision Id. Call the ${source} API to retrieve the latest Revision Id`,
  );
}

const CANNOT = "The operation cannot be performed at this time.";
