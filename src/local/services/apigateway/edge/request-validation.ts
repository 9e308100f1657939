import type { MethodDefinition } from "../definition.ts";
import { matchesSchema } from "../schema/matches-schema.ts";
import type { CompiledStage } from "./compiled-stage.ts";
import type { EdgeRequest } from "./edge-request.ts";
import { type GatewayError, INVALID_BODY, missingParameters } from "./gateway-error.ts";
import { JSON_TYPE, mediaTypeOf } from "./media-types.ts";
import type { Match } from "./route-table.ts";

/**
 * Applies the method's request validator. Returns an error if a required parameter is missing or empty, or if the body
 * does not match its model. Checks the parameters first.
 */
export function findRequestError(
  { api }: CompiledStage,
  request: EdgeRequest,
  { route: { method }, pathParameters }: Match,
  body: Buffer,
): GatewayError | undefined {
  const validator = api.requestValidators[method.requestValidator ?? ""];
  if (!validator) return undefined;
  if (validator.validateRequestParameters) {
    const missing = findMissing(method, request, pathParameters ?? {});
    if (missing.length > 0) return missingParameters(missing);
  }
  if (!validator.validateRequestBody) return undefined;
  const model = findModel(method, request);
  const fits = model === undefined || matchesSchema(parse(body), api.models[model], api.models);
  return fits ? undefined : INVALID_BODY;
}

function findMissing(
  { requestParameters }: MethodDefinition,
  { message, query }: EdgeRequest,
  pathParameters: Readonly<Record<string, string>>,
): readonly string[] {
  const search = new URLSearchParams(query);
  const read: Readonly<Record<string, (name: string) => unknown>> = {
    header: (name) => message.headers[name.toLowerCase()],
    path: (name) => pathParameters[name],
    querystring: (name) => search.get(name),
  };
  return Object.entries(requestParameters)
    .filter(([, required]) => required)
    .map(([key]) => key)
    .sort()
    .map((key) => key.split("."))
    .map(([, , kind = "", ...name]) => ({ kind, name: name.join(".") }))
    .filter(({ kind, name }) => !read[kind]?.(name))
    .map(({ name }) => name);
}

/**
 * The name of the model for the body's media type or, if there is none, for `$default`. If neither exists, the body is
 * not validated
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html).
 */
function findModel({ requestModels }: MethodDefinition, { message }: EdgeRequest): string | undefined {
  const type = mediaTypeOf(message.headers["content-type"]) || JSON_TYPE;
  return Object.hasOwn(requestModels, type) ? requestModels[type] : requestModels.$default;
}

/**
 * Parses the body as JSON; an empty body is an empty object. Invalid JSON becomes undefined, which does not match
 * any model with a type or an enum.
 */
function parse(body: Buffer): unknown {
  if (body.length === 0) return {};
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return undefined;
  }
}
