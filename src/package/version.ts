import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PACKAGE_ROOT } from "./package-root.ts";

/** The version of this tool, as package.json says it. */
export function readVersion(): string {
  const { version }: { readonly version: string } = JSON.parse(
    readFileSync(join(PACKAGE_ROOT, "package.json"), "utf8"),
  );
  return version;
}
