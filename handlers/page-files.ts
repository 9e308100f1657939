import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { extname } from "node:path";
import { gzipSync } from "node:zlib";
import { type Environment, requireVariable } from "./settings.ts";

/** A file of the page: its content, and the values of its response headers. */
export interface PageFile {
  readonly type: string;
  readonly bytes: Buffer;
  /** Undefined if gzip does not make the content smaller. */
  readonly gzipped: Buffer | undefined;
  /** The strong entity tag of the uncompressed content. */
  readonly tag: string;
}

/** The address at which a caller reached the API. */
export interface ApiAddress {
  /** Such as "https://example.com". */
  readonly origin: string;
  /** The path of the stage, or the base path of a custom domain name, such as "/dev"; empty if there is none. */
  readonly root: string;
}

/** The page in the function's package. */
export interface Page {
  find(path: string, address: ApiAddress): PageFile | undefined;
  /** The value of Content-Security-Policy. */
  readonly policy: string;
}

/** The media types by extension. A test checks that the S3 website returns the same types. */
const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
};
const INDEX = "/index.html";

/** Reads the page from its folder. `config.json` is generated from the environment and the API's address. */
export function readPage(folder: URL, env: Environment): Page {
  const contents = new Map(readdirSync(folder).map((name) => [`/${name}`, readFileSync(new URL(name, folder))]));
  const html = contents.get(INDEX)?.toString() ?? "";
  // Caches the files that do not depend on the API's address.
  const served = new Map<string, PageFile>();
  return {
    policy: policyFor(html),
    find(path, address) {
      if (path === "/" || path === INDEX) return pageFile(".html", Buffer.from(completeHtml(html, address)));
      if (path === "/config.json") return pageFile(".json", Buffer.from(configFor(address, env)));
      const bytes = contents.get(path);
      const file = served.get(path) ?? (bytes && pageFile(extname(path), bytes));
      if (file) served.set(path, file);
      return file;
    },
  };
}

function pageFile(extension: string, bytes: Buffer): PageFile {
  const gzipped = gzipSync(bytes);
  return {
    type: TYPES[extension] ?? "application/octet-stream",
    bytes,
    gzipped: gzipped.length < bytes.length ? gzipped : undefined,
    tag: `"${createHash("sha256").update(bytes).digest("hex").slice(0, 16)}"`,
  };
}

/**
 * Makes the paths in links absolute, because the URL of the page may lack its trailing slash. Removes the placeholder
 * for the API's origin from the policy, because the page has the same origin.
 */
function completeHtml(html: string, { root }: ApiAddress): string {
  return html.replaceAll("__BASE__", `${root}/`).replaceAll(" __API_ORIGIN__", "");
}

function configFor({ origin, root }: ApiAddress, env: Environment): string {
  const read = (name: string): object => JSON.parse(requireVariable(env, name)) as object;
  return `${JSON.stringify({ apiUrl: `${origin}${root}`, ...read("PAGE"), model: read("MODEL") })}\n`;
}

/** The policy in the page itself, plus `frame-ancestors`, which only a header can set. */
function policyFor(html: string): string {
  const [, policy = ""] = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html) ?? [];
  return `${policy.replaceAll(" __API_ORIGIN__", "")}; frame-ancestors 'none'`;
}
