import { readdirSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import type { Model } from "../../api/model/model.ts";
import { packText } from "../../files/pack-text.ts";
import type { SiteFile } from "./files.ts";

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".txt": "text/plain; charset=utf-8",
};

/** The facts about the stack that the page uses. */
export interface SiteConfig {
  readonly apiUrl: string;
  readonly app: string;
  readonly stage: string;
  readonly model: Model;
  readonly allowClear: boolean;
  /** Who may call the API. */
  readonly auth: string;
}

/**
 * Returns the page for one API: the files of `folder`, with the API's origin in the page's Content-Security-Policy, and
 * `config.json`.
 */
export function siteFiles(folder: string, config: SiteConfig): readonly SiteFile[] {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  return [...files.map((file) => siteFile(folder, file, config.apiUrl)), configFile(config)];
}

function siteFile(folder: string, file: string, apiUrl: string): SiteFile {
  const key = file.slice(folder.length).replaceAll("\\", "/").replace(/^\/+/, "");
  const contentType = CONTENT_TYPES[extname(file).toLowerCase()] ?? "application/octet-stream";
  const bytes = readFileSync(file);
  const body = contentType.startsWith("text/html")
    ? Buffer.from(
        bytes.toString("utf8").replaceAll("__API_ORIGIN__", new URL(apiUrl).origin).replaceAll("__BASE__", ""),
      )
    : bytes;
  // An S3 website does not compress files, and every browser accepts gzip.
  return isText(contentType)
    ? { key, body: packText(body), contentType, contentEncoding: "gzip" }
    : { key, body, contentType };
}

function isText(contentType: string): boolean {
  return contentType.startsWith("text/") || contentType === "image/svg+xml";
}

function configFile(config: SiteConfig): SiteFile {
  return {
    key: "config.json",
    body: Buffer.from(`${JSON.stringify(config)}\n`),
    contentType: "application/json; charset=utf-8",
  };
}
