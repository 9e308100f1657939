import { validate as isUuid } from "uuid";
import { type ApiEvent, bodyOf, header, originOf } from "./api-event.ts";
import { badRequest, Problem, quote } from "./problem.ts";

export type JsonObject = Readonly<Record<string, unknown>>;

/** The media types of a body: JSON and, for PATCH, also merge patch (RFC 7396). */
const JSON_TYPE = "application/json";
export const PATCH_TYPES = ["application/merge-patch+json", JSON_TYPE];

const MAX_BODY_BYTES = 16_384;

/**
 * Parses the JSON object in a body. Throws a 400 if there is none, a 413 if the body is too large, or a 415 if
 * Content-Type names a type that is not in `types`.
 */
export function parseBody(event: ApiEvent, types: readonly string[] = [JSON_TYPE]): JsonObject {
  rejectOtherTypes(header(event, "content-type"), types);
  const bytes = bodyOf(event);
  if (bytes.length > MAX_BODY_BYTES)
    throw new Problem(413, `The body is too large (${bytes.length} bytes, maximum ${MAX_BODY_BYTES}).`);
  if (bytes.length === 0) throw new Problem(400, "The body is missing; send a JSON object.");
  const value = parseJson(bytes);
  if (!isObject(value)) throw new Problem(400, "The body is not a JSON object.");
  return value;
}

/** Parses the Idempotency-Key header; returns undefined if it is absent. Throws a 400 for an invalid key. */
export function parseIdempotencyKey(event: ApiEvent): string | undefined {
  const key = header(event, "idempotency-key");
  if (key === undefined || /^[\x20-\x7e]{1,255}$/.test(key)) return key;
  throw badRequest([
    { header: "Idempotency-Key", detail: "Idempotency-Key must have 1 to 255 printable ASCII characters" },
  ]);
}

/**
 * Parses the item ID in the path, and returns it in lower case, as IDs are stored (RFC 9562 section 4 allows both
 * cases). Throws a 404 for an invalid ID.
 */
export function parseId(event: ApiEvent): string {
  const given = event.pathParameters?.["id"] ?? "";
  if (!isUuid(given)) throw itemNotFound(decodePath(given));
  return given.toLowerCase();
}

/** The 404 for an item that does not exist. */
export function itemNotFound(id: string): Problem {
  return new Problem(404, `No item has the ID ${quote(id)}.`);
}

/** The absolute URL of the collection, with the host and the stage or base path that the caller used. */
export function collectionUrl(event: ApiEvent): string {
  // A direct invocation can contain any path. Keep characters that HTTP does not allow out of the Location header.
  const path = (event.requestContext?.path ?? "").replace(/[^\x21-\x7e]/g, "").replace(/\/$/, "");
  const isSingleItem = (event.pathParameters?.["id"] ?? "") !== "";
  return `${originOf(event)}${isSingleItem ? path.slice(0, path.lastIndexOf("/")) : path}`;
}

// API Gateway's REST APIs do not decode path parameters
// (https://github.com/serverless/serverless/issues/5037).
function decodePath(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function rejectOtherTypes(contentType = "", types: readonly string[]): void {
  const mediaType = (contentType.split(";", 1)[0] ?? "").trim().toLowerCase();
  if (mediaType === "" || types.includes(mediaType)) return;
  const accepted = types.join(", ");
  const isPatch = types.length > 1;
  // A 415 lists the accepted types in these headers (RFC 9110 section 15.5.16, RFC 5789 section 3.1).
  const headers = { Accept: accepted, ...(isPatch ? { "Accept-Patch": accepted } : {}) };
  throw new Problem(415, `The body must be ${types.join(" or ")}, not ${quote(mediaType)}.`, { headers });
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (error) {
    throw new Problem(400, "The body is not valid JSON in UTF-8.", { cause: error });
  }
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
