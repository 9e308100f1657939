import { validateHeaderName, validateHeaderValue } from "node:http";
import { isRecord } from "../../../../text/json.ts";
import type { Header } from "./edge-response.ts";

/** A function's result as an HTTP response. */
export interface ProxyResponse {
  readonly status: number;
  readonly headers: readonly Header[];
  readonly body: string | Uint8Array;
}

const MEMBERS = new Set(["statusCode", "headers", "multiValueHeaders", "body", "isBase64Encoded"]);

/**
 * Reads a function's result, and decodes its base64 body if `isBinary` returns true. Returns undefined if the result is
 * not a proxy response
 * (https://github.com/localstack/localstack/blob/main/tests/aws/services/apigateway/test_apigateway_lambda.py,
 * test_aws_proxy_response_payload_format_validation).
 */
export function readProxyResponse(payload: string, isBinary: () => boolean): ProxyResponse | undefined {
  const result = parse(payload);
  if (!isRecord(result) || Object.keys(result).length === 0) return undefined;
  if (Object.keys(result).some((key) => !MEMBERS.has(key))) return undefined;
  const { statusCode = 200, body, isBase64Encoded } = result;
  const status = readStatus(statusCode);
  const headers = readHeaders(result.headers ?? {}, result.multiValueHeaders ?? {});
  if (status === undefined || headers === undefined) return undefined;
  if ((body ?? "") !== "" && typeof body !== "string") return undefined;
  if (isBase64Encoded !== undefined && isBase64Encoded !== null && typeof isBase64Encoded !== "boolean")
    return undefined;
  const text = typeof body === "string" ? body : "";
  return { status, headers, body: isBase64Encoded === true && isBinary() ? Buffer.from(text, "base64") : text };
}

function parse(payload: string): unknown {
  try {
    return JSON.parse(payload);
  } catch {
    return undefined;
  }
}

function readStatus(value: unknown): number | undefined {
  if (typeof value !== "number" && typeof value !== "string") return undefined;
  return /^[2-5]\d\d$/.test(String(value)) ? Number(value) : undefined;
}

/**
 * The values in `multiValueHeaders`, then the values that only `headers` contains. The content type is JSON unless the
 * function sets one.
 */
function readHeaders(single: unknown, multiple: unknown): readonly Header[] | undefined {
  if (!isRecord(single) || !isRecord(multiple)) return undefined;
  const headers: Header[] = [];
  for (const [name, values] of Object.entries(multiple)) {
    if (!Array.isArray(values) || !values.every(isScalar)) return undefined;
    for (const value of values) headers.push([name, String(value)]);
  }
  for (const [name, value] of Object.entries(single)) {
    if (!isScalar(value)) return undefined;
    if (!headers.some(([known, other]) => known.toLowerCase() === name.toLowerCase() && other === String(value)))
      headers.push([name, String(value)]);
  }
  if (!headers.every(isValid)) return undefined;
  const hasType = headers.some(([name]) => name.toLowerCase() === "content-type");
  return [...(hasType ? [] : [["Content-Type", "application/json"] as const]), ...headers.flatMap(remap)];
}

function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}

function isValid([name, value]: Header): boolean {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    return true;
  } catch {
    return false;
  }
}

/**
 * Response headers that API Gateway renames
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html).
 */
const REMAPPED = new Set(["connection", "content-length", "date", "server", "www-authenticate"]);
const DROPPED = new Set(["transfer-encoding", "x-amzn-requestid", "x-amz-apigw-id", "x-amzn-trace-id"]);

function remap([name, value]: Header): readonly Header[] {
  const lower = name.toLowerCase();
  if (DROPPED.has(lower)) return [];
  return REMAPPED.has(lower) ? [[`x-amzn-Remapped-${name}`, value]] : [[name, value]];
}
