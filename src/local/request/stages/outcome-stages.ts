import { TodoApiError } from "../../../errors.ts";
import { isReadOnly } from "../../model/service-model.ts";
import { AwsError } from "../../protocol/aws-error.ts";
import { LostBlobError } from "../../state/blobs.ts";
import type { Stage } from "../exchange.ts";

export const recordCall: Stage = async (exchange, next) => {
  await next();
  const { cloud, tools, claim, received, requested, principal, startedAt, response, errorCode, triggered } = exchange;
  tools.journal.record({
    service: claim.service,
    operation: requested?.name ?? "",
    region: claim.region,
    readOnly: isReadOnly(requested?.name ?? "Get"),
    principal,
    status: response?.status ?? 0,
    errorCode: response ? errorCode : "ConnectionDropped",
    expectedBucketOwner: received.headers["x-amz-expected-bucket-owner"],
    startedAt,
    endedAt: cloud.clock.now(),
    fault: triggered?.fault.kind,
  });
};

/** Responds with the error that a later stage throws, in the service's protocol. */
export const writeError: Stage = async (exchange, next) => {
  try {
    await next();
  } catch (error) {
    const awsError = error instanceof AwsError ? error : internalFailure(error);
    exchange.errorCode = awsError.errorName;
    exchange.response = exchange.protocol.writeError(awsError, exchange.model, exchange.requestId);
  }
};

function internalFailure(error: unknown): AwsError {
  const detail = isFixableByUser(error) ? error.message : error instanceof Error ? error.stack : String(error);
  return new AwsError("InternalFailure", 500, `The local cloud failed: ${detail}`);
}

/** Whether the user can fix the cause of the error, such as a full disk or a missing file. */
function isFixableByUser(error: unknown): error is Error {
  return error instanceof TodoApiError || error instanceof LostBlobError;
}
