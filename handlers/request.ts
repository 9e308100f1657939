import { validate as isUuid } from "uuid";
import type { ApiEvent } from "./http.ts";
import { badRequest, Problem } from "./problem.ts";

/** A parsed JSON object of which nothing is known yet. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** What a body may be: JSON, and in PATCH the same by the name that says what is done with it (RFC 7396). */
export const JSON_TYPE = "application/json";
export const PATCH_TYPES = ["application/merge-patch+json", JSON_TYPE];

const MAX_BODY_BYTES = 16_384;

/** The JSON object in a request's body; throws the Problem that says why there is none (400, 413, 415). */
export function parseBody(event: ApiEvent, types: readonly string[] = [JSON_TYPE]): JsonObject {
  refuseOtherTypes(header(event, "content-type"), types);
  const bytes = bodyOf(event);
  if (bytes.length > MAX_BODY_BYTES) {
    throw new Problem(413, `The body has ${bytes.length} bytes; at most ${MAX_BODY_BYTES} are taken.`);
  }
  if (bytes.length === 0) throw new Problem(400, "The body is missing; send a JSON object.");
  const value = parseJson(bytes);
  if (!isObject(value)) throw new Problem(400, "The body is not a JSON object.");
  return value;
}

/** The body's bytes. */
export function bodyOf({ body, isBase64Encoded }: ApiEvent): Buffer {
  return Buffer.from(body ?? "", isBase64Encoded === true ? "base64" : "utf8");
}

/** The key under which a request may be made again without being done again; throws a 400 for one that is none. */
export function parseIdempotencyKey(event: ApiEvent): string | undefined {
  const key = header(event, "idempotency-key");
  if (key === undefined || /^[\x20-\x7e]{1,255}$/.test(key)) return key;
  throw badRequest([
    { header: "Idempotency-Key", detail: "Idempotency-Key must have 1 to 255 printable ASCII characters" },
  ]);
}

/** The item id in the path, in lower case as it is stored (RFC 9562 section 4 reads either); throws a 404 for one that no item can have. */
export function parseId(event: ApiEvent): string {
  const id = (event.pathParameters?.["id"] ?? "").toLowerCase();
  if (!isUuid(id)) throw unknownItem(id);
  return id;
}

/** The 404 for an id that no item has. */
export function unknownItem(id: string): Problem {
  return new Problem(404, `There is no item with the id "${id}".`);
}

/** The absolute URL of the collection as the caller reached it, stage or base path included. */
export function collectionUrl(event: ApiEvent): string {
  const scheme = header(event, "x-forwarded-proto") === "http" ? "http" : "https";
  const host = printable(header(event, "host") ?? event.requestContext?.domainName);
  const path = printable(event.requestContext?.path).replace(/\/$/, "");
  const isOfOneItem = (event.pathParameters?.["id"] ?? "") !== "";
  return `${scheme}://${host}${isOfOneItem ? path.slice(0, path.lastIndexOf("/")) : path}`;
}

// HTTP has nothing else in a host and a path; who calls the function directly could put anything into our Location.
function printable(text = ""): string {
  return text.replace(/[^\x21-\x7e]/g, "");
}

/** A header's value; API Gateway hands header names over in the caller's own casing. */
export function header(event: ApiEvent, name: string): string | undefined {
  return Object.entries(event.headers ?? {}).find(([key]) => key.toLowerCase() === name)?.[1];
}

function refuseOtherTypes(contentType = "", types: readonly string[]): void {
  const mediaType = (contentType.split(";", 1)[0] ?? "").trim().toLowerCase();
  if (mediaType === "" || types.includes(mediaType)) return;
  const accepted = types.join(", ");
  const isPatch = types.length > 1;
  // RFC 9110 section 15.5.16 and RFC 5789 section 3.1.
  const headers = { Accept: accepted, ...(isPatch ? { "Accept-Patch": accepted } : {}) };
  throw new Problem(415, `The body has the type "${mediaType}"; send ${types.join(" or ")}.`, { headers });
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
