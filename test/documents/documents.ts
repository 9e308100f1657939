import { readdirSync } from "node:fs";
import { join } from "node:path";
import { PACKAGE_ROOT } from "../../src/package/package-root.ts";

const FOLDERS = [".github", "bin", "src", "handlers", "frontend", "test"];

/** Every Markdown file of the project, as a path from its top folder with slashes. */
export const DOCUMENTS: readonly string[] = ["README.md", ...FOLDERS.flatMap(documentsIn)];

function documentsIn(folder: string): readonly string[] {
  return readdirSync(join(PACKAGE_ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => `${folder}/${name.replaceAll("\\", "/")}`)
    .sort();
}
