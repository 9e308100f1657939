import type { JsonObject } from "../../../../text/json.ts";
import { notSupported } from "../../../protocol/aws-error.ts";
import type { IntegrationDefinition, MethodDefinition, PassthroughBehavior } from "../definition.ts";
import { importError } from "../errors.ts";
import type { OperationPlace } from "./import-context.ts";
import { parseLambdaUri } from "./parse-lambda-uri.ts";
import { parseMockResponses } from "./parse-mock-responses.ts";
import { readContentHandling, readObject, readStringMap, readText, requireText } from "./read-json.ts";
import { checkRequestTemplate } from "./template.ts";

/**
 * Members that AWS's own exports contain. With these values, they have no effect and are ignored, except that a mock
 * integration supports `contentHandling`.
 */
const HARMLESS: ReadonlyMap<string, unknown> = new Map([
  ["connectionType", "INTERNET"],
  ["responseTransferMode", "BUFFERED"],
  ["contentHandling", "CONVERT_TO_TEXT"],
]);

const KNOWN = new Set(["type", "httpMethod", "uri", "passthroughBehavior", "timeoutInMillis", "responses"]);

/** Parses `x-amazon-apigateway-integration`; undefined if absent. */
export function parseIntegration(
  value: unknown,
  place: OperationPlace,
  { methodResponses }: Pick<MethodDefinition, "methodResponses">,
): IntegrationDefinition | undefined {
  if (value === undefined) return undefined;
  const where = `${place.where}.x-amazon-apigateway-integration`;
  const integration = readObject(value, where);
  const type = requireText(integration.type, `${where}.type`).toUpperCase();
  const common = {
    passthroughBehavior: readPassthrough(integration, where, place),
    timeoutInMillis: readTimeout(integration, place),
  };
  if (type === "AWS_PROXY") {
    // For ANY, it is unknown which verb AWS requires in the function's permission.
    if (place.verb === "ANY")
      throw notSupported(`PutRestApi: a Lambda integration for the method ANY (in ${place.where})`);
    rejectOthers(integration, where, KNOWN);
    return { type, ...common, ...readLambda(integration, where, place) };
  }
  if (type === "MOCK") {
    rejectOthers(integration, where, new Set([...KNOWN, "requestTemplates", "contentHandling"]));
    const requestTemplates = readStringMap(integration.requestTemplates, `${where}.requestTemplates`);
    for (const template of Object.values(requestTemplates)) checkRequestTemplate(template, `${where}.requestTemplates`);
    const responses = parseMockResponses(integration.responses, where, place, methodResponses);
    const contentHandling = readContentHandling(integration.contentHandling, where);
    return { type, ...common, requestTemplates, responses, ...(contentHandling && { contentHandling }) };
  }
  throw notSupported(`PutRestApi: the integration type ${type.toLowerCase()} (in ${place.where})`);
}

function readLambda(integration: JsonObject, where: string, place: OperationPlace) {
  const httpMethod = readText(integration.httpMethod, `${where}.httpMethod`)?.toUpperCase() ?? "";
  if (httpMethod === "") throw putIntegrationError(place, "Enumeration value for HttpMethod must be non-empty");
  const uri = readText(integration.uri, `${where}.uri`) ?? "";
  // AWS imports any verb, although Lambda supports only POST.
  return { httpMethod, uri, ...parseLambdaUri(uri, (why) => putIntegrationError(place, why)) };
}

function readPassthrough(integration: JsonObject, where: string, place: OperationPlace): PassthroughBehavior {
  const given = readText(integration.passthroughBehavior, `${where}.passthroughBehavior`) ?? "when_no_match";
  const behavior = given.toUpperCase();
  if (behavior === "WHEN_NO_MATCH" || behavior === "WHEN_NO_TEMPLATES" || behavior === "NEVER") return behavior;
  throw putIntegrationError(place, `Invalid passthrough behavior specified: ${given}`);
}

function readTimeout({ timeoutInMillis = 29_000 }: JsonObject, place: OperationPlace): number {
  if (typeof timeoutInMillis === "number" && timeoutInMillis >= 50 && timeoutInMillis <= 29_000) return timeoutInMillis;
  throw putIntegrationError(place, "Timeout should be between 50 ms and 29000 ms");
}

function rejectOthers(integration: JsonObject, where: string, known: ReadonlySet<string>): void {
  for (const [name, value] of Object.entries(integration))
    if (!known.has(name) && HARMLESS.get(name) !== value) throw notSupported(`PutRestApi: ${where}.${name}`);
}

function putIntegrationError({ verb, path }: OperationPlace, why: string) {
  return importError(`Unable to put integration on '${verb}' for resource at path '${path}': ${why}`);
}
