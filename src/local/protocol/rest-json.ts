import { type Member, requireShape } from "../model/service-model.ts";
import { fromJson, parseJsonBody, structureFromJson, structureToJson } from "./json-value.ts";
import type { Protocol, WireResponse } from "./protocol.ts";
import { readBindings, writeHeaders, writeStatus } from "./rest.ts";
import { findRestOperation } from "./rest-routes.ts";

/** REST with JSON bodies (Lambda, API Gateway). */
export const restJson: Protocol = {
  findOperation: findRestOperation,

  nameOperation: (request) => `${request.method} ${request.path}`,

  readInput(request, operation, model) {
    const input = readBindings(request, operation, model);
    const shape = operation.input ? requireShape(model, operation.input) : undefined;
    const payload = shape?.payload;
    const member = payload === undefined ? undefined : shape?.members?.[payload];
    if (payload !== undefined && member) {
      const isBytes = requireShape(model, member.shape).type === "blob";
      if (request.body.length > 0)
        input[payload] = isBytes ? request.body : fromJson(parseJsonBody(request.body), member, model);
      return input;
    }
    const members = Object.entries(shape?.members ?? {}).filter(isInBody);
    return { ...structureFromJson(parseJsonBody(request.body), members, model), ...input };
  },

  writeOutput(output, operation, model, requestId) {
    const headers = writeHeaders(output, operation, model);
    const status = writeStatus(output, operation, model);
    const shape = operation.output ? requireShape(model, operation.output) : undefined;
    if (!shape || status === 204) return wireResponse(status, headers, "", requestId);
    const given: Readonly<Record<string, unknown>> = { ...output };
    const payload = shape.payload === undefined ? undefined : given[shape.payload];
    if (payload instanceof Uint8Array) return wireResponse(status, headers, payload, requestId);
    const members = Object.entries(shape.members ?? {}).filter(isInBody);
    return wireResponse(status, headers, JSON.stringify(structureToJson(output, members, model)), requestId);
  },

  writeError(error, _model, requestId) {
    const type = error.status < 500 ? "User" : "Service";
    const body = JSON.stringify({ Type: type, message: error.message, Message: error.message, ...error.fields });
    return wireResponse(error.status, { "x-amzn-errortype": error.code, ...error.headers }, body, requestId);
  },
};

function isInBody([, member]: readonly [string, Member]): boolean {
  return member.location === undefined;
}

function wireResponse(
  status: number,
  headers: Readonly<Record<string, string>>,
  body: Uint8Array | string,
  requestId: string,
): WireResponse {
  return { status, headers: { "content-type": "application/json", ...headers, "x-amzn-requestid": requestId }, body };
}
