import type { InvocationRequest, InvocationResponse } from "@aws-sdk/client-lambda";
import { AwsError, notSupported } from "../../protocol/aws-error.ts";
import type { Call, Operation, Validated } from "../operation.ts";
import { refuseWhilePending } from "./function-state.ts";
import { resourceNotFound } from "./lambda-error.ts";
import { functionPermission, locateFunction } from "./locate-function.ts";
import { requireFunction } from "./require-function.ts";
import type { CompletedInvocation } from "./runner/function-runner.ts";

/**
 * The maximum payload of a synchronous invocation
 * (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html).
 */
const MAX_PAYLOAD_BYTES = 6_291_456;

export const invoke = {
  permissions(input: Validated<InvocationRequest>, call: Call) {
    return [functionPermission(input, call, "InvokeFunction")];
  },

  async run(input: Validated<InvocationRequest>, call: Call): Promise<InvocationResponse> {
    const { cloud, region, requestId } = call;
    const { InvocationType = "RequestResponse", LogType, Payload = new Uint8Array() } = input;
    if (InvocationType !== "RequestResponse") throw notSupported(`Invoke: the invocation type ${InvocationType}`);
    const record = requireFunction(locateFunction(input, call), call);
    const payload = readPayload(Payload);
    refuseWhilePending(record, cloud.clock.now());
    const result = await cloud.functions.invoke({ region, functionName: record.name, payload, requestId });
    if (result.kind === "not-found") throw resourceNotFound(`Function not found: ${record.arn}:$LATEST`);
    if (result.kind === "throttled") throw throttled();
    return output(result, LogType === "Tail");
  },
} satisfies Operation;

function output(result: CompletedInvocation, withTail: boolean): InvocationResponse {
  return {
    StatusCode: 200,
    ExecutedVersion: "$LATEST",
    ...(result.kind !== "success" && { FunctionError: "Unhandled" }),
    ...(withTail && { LogResult: Buffer.from(result.logTail()).toString("base64") }),
    Payload: Buffer.from(result.payload),
  };
}

/**
 * Returns the event as JSON text: an empty payload becomes an empty object. Rejects a payload that is too large or not
 * JSON.
 */
function readPayload(payload: Uint8Array): string {
  if (payload.length > MAX_PAYLOAD_BYTES)
    throw new AwsError(
      "RequestTooLargeException",
      413,
      `${payload.length} byte payload is too large for the RequestResponse invocation type (limit ${MAX_PAYLOAD_BYTES} bytes)`,
    );
  if (payload.length === 0) return "{}";
  const text = Buffer.from(payload).toString("utf8");
  try {
    JSON.parse(text);
    return text;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new AwsError(
      "InvalidRequestContentException",
      400,
      `Could not parse request body into json: Could not parse payload into json: ${why}`,
    );
  }
}

function throttled(): AwsError {
  return new AwsError("TooManyRequestsException", 429, "Rate Exceeded.", {
    fields: { Reason: "ConcurrentInvocationLimitExceeded" },
  });
}
