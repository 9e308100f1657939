import { namedOperation, requireShape, type ServiceModel } from "../model/service-model.ts";
import type { AwsError } from "./aws-error.ts";
import { parseJsonBody, structureFromJson, structureToJson } from "./json-value.ts";
import type { Protocol, WireResponse } from "./protocol.ts";

/** AWS JSON 1.0 and 1.1: POST /, with the operation in X-Amz-Target. */
export const json: Protocol = {
  findOperation(request, model) {
    const [prefix, name, ...others] = (request.headers["x-amz-target"] ?? "").split(".");
    const isCall = request.method === "POST" && request.path === "/" && request.query.size === 0;
    return isCall && prefix === model.targetPrefix && others.length === 0 ? namedOperation(name, model) : undefined;
  },

  nameOperation: (request) => request.headers["x-amz-target"] ?? "(no X-Amz-Target header)",

  readInput(request, operation, model) {
    const members = operation.input ? Object.entries(requireShape(model, operation.input).members ?? {}) : [];
    return structureFromJson(parseJsonBody(request.body), members, model);
  },

  writeOutput(output, operation, model, requestId) {
    if (!operation.output) return wireResponse(200, "", model, requestId);
    const members = Object.entries(requireShape(model, operation.output).members ?? {});
    return wireResponse(200, JSON.stringify(structureToJson(output, members, model)), model, requestId);
  },

  writeError(error, model, requestId) {
    return wireResponse(error.status, JSON.stringify(errorBody(error)), model, requestId);
  },
};

/** SDKs accept `__type` with a namespace, as DynamoDB sends it, and without one, as CloudWatch Logs does. */
function errorBody(error: AwsError): object {
  return { __type: error.code, message: error.message, ...error.fields };
}

function wireResponse(status: number, body: string, model: ServiceModel, requestId: string): WireResponse {
  const contentType = `application/x-amz-json-${model.jsonVersion}`;
  return { status, headers: { "content-type": contentType, "x-amzn-requestid": requestId }, body };
}
