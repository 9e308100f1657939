import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseTrustedJson } from "../text/json.ts";
import { PACKAGE_ROOT } from "./package-root.ts";

/** The version of todo-api in package.json. */
export function readVersion(): string {
  return parseTrustedJson<{ readonly version: string }>(readFileSync(join(PACKAGE_ROOT, "package.json"))).version;
}
