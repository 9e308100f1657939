import type { JsonObject } from "../../../../text/json.ts";
import { notSupported } from "../../../protocol/aws-error.ts";
import type { MethodSecurity } from "../definition.ts";
import { invalidOpenApi } from "../errors.ts";
import type { OperationPlace } from "./import-context.ts";
import { readList, readObject, readText, requireObject } from "./read-json.ts";

const AUTH = "x-amazon-apigateway-auth";

/**
 * Parses the security of a method: the schemes that the operation requires, and `x-amazon-apigateway-auth`, whose
 * authorization type takes precedence. As on AWS, document-level security is ignored
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html).
 */
export function parseSecurity(document: JsonObject, operation: JsonObject, { where }: OperationPlace): MethodSecurity {
  const requirements = readList(operation.security, `${where}.security`).flatMap((value, index) =>
    Object.keys(requireObject(value, `${where}.security[${index}]`)),
  );
  const kinds = requirements.map((name) => kindOf(document, name, where));
  const type = readText(readObject(operation[AUTH], `${where}.${AUTH}`).type, `${where}.${AUTH}.type`)?.toUpperCase();
  if (type !== undefined && type !== "AWS_IAM" && type !== "NONE")
    throw notSupported(`PutRestApi: the authorization type ${type} (in ${where})`);
  return {
    authorizationType: type ?? (kinds.includes("signature") ? "AWS_IAM" : "NONE"),
    apiKeyRequired: kinds.includes("api-key"),
  };
}

function kindOf(document: JsonObject, name: string, where: string): "signature" | "api-key" {
  const schemes = readObject(
    readObject(document.components, "components").securitySchemes,
    "components.securitySchemes",
  );
  if (!Object.hasOwn(schemes, name))
    throw invalidOpenApi(`attribute ${where}.security: the scheme ${name} is not defined`);
  const scheme = requireObject(schemes[name], `components.securitySchemes.${name}`);
  const header = scheme.type === "apiKey" && scheme.in === "header" ? String(scheme.name).toLowerCase() : undefined;
  const authType = scheme["x-amazon-apigateway-authtype"];
  if (header === "authorization" && authType === "awsSigv4") return "signature";
  if (header === "x-api-key" && authType === undefined) return "api-key";
  throw notSupported(`PutRestApi: the security scheme ${name}`);
}
