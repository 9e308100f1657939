import type { JsonObject } from "../../../../text/json.ts";
import { notSupported } from "../../../protocol/aws-error.ts";
import type { ApiDefinition } from "../definition.ts";
import { badRequest, invalidOpenApi } from "../errors.ts";
import { checkExtensions } from "./check-extensions.ts";
import { parseGatewayResponses } from "./parse-gateway-responses.ts";
import { parseModels } from "./parse-models.ts";
import { parsePaths } from "./parse-paths.ts";
import { parseRequestValidators } from "./parse-request-validators.ts";
import { readList, readObject, readText, requireObject, requireText } from "./read-json.ts";

/**
 * Parses an OpenAPI 3.0 document. Throws AWS's error if AWS would reject it, and NotSupportedByLocalCloud for anything
 * that the local cloud does not support.
 */
export function parseOpenApi(document: JsonObject, rootResourceId: string): ApiDefinition {
  checkOpenApi(document);
  checkExtensions(document);
  const info = requireObject(document.info, "info");
  const models = parseModels(document);
  const requestValidators = parseRequestValidators(document);
  const resources = parsePaths(document, { rootResourceId, models, requestValidators });
  return {
    title: requireText(info.title, "info.title"),
    description: readText(info.description, "info.description"),
    version: readText(info.version, "info.version"),
    binaryMediaTypes: readBinaryMediaTypes(document),
    resources,
    models: models.all(),
    requestValidators,
    gatewayResponses: parseGatewayResponses(document),
  };
}

/**
 * Parses the text of a document. Throws AWS's error unless the text is a JSON object, and NotSupportedByLocalCloud for
 * YAML and for variables such as `${AWS::Region}`.
 */
export function parseDocument(body: Uint8Array): JsonObject {
  const text = Buffer.from(body).toString("utf8");
  if (/^\s*(---|openapi:|swagger:|info:)/.test(text)) throw notSupported("PutRestApi: a document in YAML");
  const [variable] = /\$\{(AWS::|stageVariables\.)[^}]*\}/.exec(text) ?? [];
  if (variable !== undefined) throw notSupported(`PutRestApi: the variable ${variable}`);
  return readObject(parseJson(text), "document");
}

function checkOpenApi(document: JsonObject): void {
  if (document.swagger !== undefined) throw notSupported("PutRestApi: Swagger 2.0");
  if (!/^3\.0\.\d+$/.test(requireText(document.openapi, "openapi")))
    throw invalidOpenApi(`attribute openapi: the version ${String(document.openapi)} is not supported, only 3.0.x`);
  readObject(document.components, "components");
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw badRequest("Invalid OpenAPI input.");
  }
}

function readBinaryMediaTypes(document: JsonObject): readonly string[] {
  const where = "x-amazon-apigateway-binary-media-types";
  return readList(document[where], where).map((type, index) => requireText(type, `${where}[${index}]`));
}
