import type { JsonObject } from "../../../../text/json.ts";
import { notSupported } from "../../../protocol/aws-error.ts";
import type { MethodDefinition, MethodResponseDefinition } from "../definition.ts";
import { importError, invalidOpenApi } from "../errors.ts";
import type { ImportContext, OperationPlace } from "./import-context.ts";
import { parseIntegration } from "./parse-integration.ts";
import { parseSecurity } from "./parse-security.ts";
import { readFlag, readList, readObject, readText, requireText } from "./read-json.ts";
import { resolveReference } from "./resolve-reference.ts";

const VALIDATOR = "x-amazon-apigateway-request-validator";

/** Parses an operation into a method. As on AWS, a parameter keeps only its location, name and required flag. */
export function parseOperation(
  document: JsonObject,
  operation: JsonObject,
  place: OperationPlace,
  context: ImportContext,
): MethodDefinition {
  const method = {
    ...parseSecurity(document, operation, place),
    operationName: readText(operation.operationId, `${place.where}.operationId`),
    requestValidator: readValidator(document, operation, place, context),
    requestParameters: readParameters(document, operation, place),
    requestModels: readRequestModels(document, operation, place, context),
    methodResponses: readResponses(document, operation, place, context),
  };
  return { ...method, integration: parseIntegration(operation["x-amazon-apigateway-integration"], place, method) };
}

function readValidator(
  document: JsonObject,
  operation: JsonObject,
  place: OperationPlace,
  { requestValidators }: ImportContext,
): string | undefined {
  const name =
    readText(operation[VALIDATOR], `${place.where}.${VALIDATOR}`) ?? readText(document[VALIDATOR], VALIDATOR);
  if (name !== undefined && !Object.hasOwn(requestValidators, name))
    throw importError(
      `Unable to put method '${place.verb}' on resource at path '${place.path}': Invalid Request Validator identifier specified: ${name}`,
    );
  return name;
}

const PARAMETER_LOCATIONS: ReadonlyMap<string, string> = new Map([
  ["path", "path"],
  ["query", "querystring"],
  ["header", "header"],
]);

function readParameters(
  document: JsonObject,
  operation: JsonObject,
  { path, where, sharedParameters }: OperationPlace,
): Readonly<Record<string, boolean>> {
  const own = readList(operation.parameters, `${where}.parameters`);
  const parameters = [...located(sharedParameters, `paths.'${path}'`), ...located(own, where)];
  const entries = parameters.map(({ value, at }): [string, boolean] => {
    const parameter = resolveReference(document, value, "parameters", at);
    const location = requireText(parameter.in, `${at}.in`);
    const name = requireText(parameter.name, `${at}.name`);
    if (location === "cookie") throw notSupported(`PutRestApi: the cookie parameter ${name} (in ${where})`);
    const kind = PARAMETER_LOCATIONS.get(location);
    if (kind === undefined) throw invalidOpenApi(`attribute ${at}.in is not of type \`[query|header|path|cookie]\``);
    const required = readFlag(parameter.required, `${at}.required`);
    if (kind === "path" && !required) throw invalidOpenApi(`attribute ${at}.required must be true: ${name}`);
    return [`method.request.${kind}.${name}`, required];
  });
  return Object.fromEntries(entries);
}

function located(
  parameters: readonly unknown[],
  where: string,
): readonly { readonly value: unknown; readonly at: string }[] {
  return parameters.map((value, index) => ({ value, at: `${where}.parameters[${index}]` }));
}

function readRequestModels(
  document: JsonObject,
  operation: JsonObject,
  { where }: OperationPlace,
  { models }: ImportContext,
): Readonly<Record<string, string>> {
  if (operation.requestBody === undefined) return {};
  const body = resolveReference(document, operation.requestBody, "requestBodies", `${where}.requestBody`);
  return readContent(body.content, `${where}.requestBody.content`, models);
}

function readResponses(
  document: JsonObject,
  operation: JsonObject,
  { where }: OperationPlace,
  { models }: ImportContext,
): Readonly<Record<string, MethodResponseDefinition>> {
  const responses = Object.entries(readObject(operation.responses, `${where}.responses`));
  if (responses.length === 0) throw invalidOpenApi(`attribute ${where}.responses is missing`);
  const entries = responses.map(([status, value]): [string, MethodResponseDefinition] => {
    const at = `${where}.responses.${status}`;
    const response = resolveReference(document, value, "responses", at);
    requireText(response.description, `${at}.description`);
    const headers = Object.keys(readObject(response.headers, `${at}.headers`));
    return [
      status,
      {
        responseParameters: Object.fromEntries(headers.map((name) => [`method.response.header.${name}`, false])),
        responseModels: readContent(response.content, `${at}.content`, models),
      },
    ];
  });
  // AWS creates method responses only for statuses, not for `default`.
  return Object.fromEntries(entries.filter(([status]) => /^[1-5]\d\d$/.test(status)));
}

function readContent(value: unknown, where: string, models: ImportContext["models"]): Readonly<Record<string, string>> {
  const entries = Object.entries(readObject(value, where)).flatMap(([mediaType, media]): [string, string][] => {
    const { schema } = readObject(media, `${where}.${mediaType}`);
    return schema === undefined ? [] : [[mediaType, models.nameOf(schema, `${where}.${mediaType}.schema`)]];
  });
  return Object.fromEntries(entries);
}
