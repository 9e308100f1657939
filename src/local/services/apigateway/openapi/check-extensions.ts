import { isRecord, type JsonObject } from "../../../../text/json.ts";
import { notSupported } from "../../../protocol/aws-error.ts";

const DOCUMENT_EXTENSIONS = new Set([
  "x-amazon-apigateway-request-validators",
  "x-amazon-apigateway-request-validator",
  "x-amazon-apigateway-gateway-responses",
  "x-amazon-apigateway-binary-media-types",
  "x-amazon-apigateway-policy",
]);
const OPERATION_EXTENSIONS = new Set([
  "x-amazon-apigateway-integration",
  "x-amazon-apigateway-request-validator",
  "x-amazon-apigateway-auth",
]);
const SECURITY_SCHEME_EXTENSIONS = new Set(["x-amazon-apigateway-authtype"]);
const ANY_METHOD = "x-amazon-apigateway-any-method";
const PATH_EXTENSIONS = new Set([ANY_METHOD]);
const NONE: ReadonlySet<string> = new Set();

/** Rejects a document with AWS extensions that the local cloud does not support. */
export function checkExtensions(document: JsonObject): void {
  walk(document, []);
}

function walk(value: unknown, path: readonly string[]): void {
  if (Array.isArray(value)) for (const item of value) walk(item, [...path, "[]"]);
  if (!isRecord(value)) return;
  const supported = supportedAt(path);
  for (const [key, inner] of Object.entries(value)) {
    const isSupported = supported.has(key);
    if (key.startsWith("x-amazon-") && !isSupported)
      throw notSupported(`PutRestApi: the extension ${[...path, key].join(".")}`);
    // Supported extensions are checked where they are parsed. ANY_METHOD holds an operation with its own extensions.
    if (!isSupported || key === ANY_METHOD) walk(inner, [...path, key]);
  }
}

function supportedAt(path: readonly string[]): ReadonlySet<string> {
  if (path.length === 0) return DOCUMENT_EXTENSIONS;
  if (path.length === 3 && path[0] === "components" && path[1] === "securitySchemes") return SECURITY_SCHEME_EXTENSIONS;
  if (path[0] !== "paths") return NONE;
  return path.length === 2 ? PATH_EXTENSIONS : path.length === 3 ? OPERATION_EXTENSIONS : NONE;
}
