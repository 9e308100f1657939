import { isReadOnly } from "../../model/service-model.ts";
import { RawResponse } from "../../services/operation.ts";
import { callOf } from "../call-of.ts";
import { requireValue, type Stage } from "../exchange.ts";

/** Repeats an earlier save that failed: until it succeeds, calls must not be acknowledged. */
export const retryFailedSave: Stage = async ({ cloud, claim: { service } }, next) => {
  if (service !== "sts") cloud[service].saveIfFailed();
  await next();
};

export const runOperation: Stage = async (exchange, next) => {
  const { code } = requireValue(exchange.operation, "operation");
  exchange.output = (await code.run(exchange.input, callOf(exchange))) ?? {};
  await next();
};

/** Saves the service's records after an operation that may have changed them. */
export const saveState: Stage = async ({ cloud, claim: { service }, operation, output }, next) => {
  const { name } = requireValue(operation, "operation").model;
  if (service !== "sts" && !isReadOnly(name) && !(output instanceof RawResponse)) cloud[service].save();
  await next();
};

export const writeOutput: Stage = async (exchange, next) => {
  const { model, protocol, output, requestId } = exchange;
  if (output instanceof RawResponse) {
    exchange.errorCode = output.errorName;
    const { status, headers, body } = output;
    exchange.response = { status, headers: { "x-amzn-requestid": requestId, ...headers }, body };
  } else {
    const operation = requireValue(exchange.operation, "operation").model;
    exchange.response = protocol.writeOutput(output, operation, model, requestId);
  }
  await next();
};
