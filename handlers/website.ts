import { type ApiEvent, header, originOf } from "./api-event.ts";
import { type ApiAddress, type PageFile, readPage } from "./page-files.ts";
import { matchesIfNoneMatch } from "./preconditions.ts";

/** A response with a body in base64, which API Gateway decodes if the API declares every media type as binary. */
interface FileResponse {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly isBase64Encoded: true;
}

const page = readPage(new URL("page/", import.meta.url), process.env);

/** Handles GET and HEAD requests for `/` and the page's files. The API does not route other paths to this function. */
export async function handler(event: ApiEvent): Promise<FileResponse> {
  const { httpMethod, resource = "" } = event;
  const address = addressOf(event);
  const file = page.find(resource, address);
  if (!file) throw new Error(`The page has no file for the resource "${resource}".`);
  const headers = headersOf(file, address);
  if (matchesIfNoneMatch(event, file.tag)) return { statusCode: 304, headers, body: "", isBase64Encoded: true };
  const isGzipped = file.gzipped !== undefined && acceptsGzip(event);
  const bytes = isGzipped ? file.gzipped : file.bytes;
  return {
    statusCode: 200,
    headers: { ...headers, "Content-Type": file.type, ...(isGzipped && { "Content-Encoding": "gzip" }) },
    body: httpMethod === "HEAD" ? "" : bytes.toString("base64"),
    isBase64Encoded: true,
  };
}

/** The address at which the caller reached the API, including the stage or the base path of a custom domain name. */
function addressOf(event: ApiEvent): ApiAddress {
  const { resource = "", requestContext = {} } = event;
  const path = (requestContext.path ?? "")
    .replace(/[^\w.~/-]/g, "")
    .replace(/\/+/g, "/")
    .replace(/\/$/, "");
  return {
    origin: originOf(event),
    root: path.endsWith(resource) ? path.slice(0, -resource.length) : path,
  };
}

function headersOf({ tag }: PageFile, { root }: ApiAddress): FileResponse["headers"] {
  return {
    "Cache-Control": "no-cache",
    // The compressed and the uncompressed content share this tag, so it must be weak (RFC 9110 section 8.8.1).
    ETag: `W/${tag}`,
    Vary: "Accept-Encoding",
    Link: `<${root}/items>; rel="items", <${root}/openapi.json>; rel="service-desc"`,
    ...SECURITY_HEADERS,
    "Content-Security-Policy": page.policy,
  };
}

/** See https://cheatsheetseries.owasp.org/cheatsheets/HTTP_Headers_Cheat_Sheet.html. */
const SECURITY_HEADERS = {
  "Strict-Transport-Security": "max-age=31536000",
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
  "X-Frame-Options": "DENY",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
};

function acceptsGzip(event: ApiEvent): boolean {
  return /\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/i.test(header(event, "accept-encoding") ?? "");
}
