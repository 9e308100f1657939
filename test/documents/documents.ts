import { readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { PACKAGE_ROOT } from "../../src/package/package-root.ts";

/** The top folders of the project's own files. */
export const FOLDERS = [".github", "bin", "src", "handlers", "frontend", "test"];

/** Every Markdown file of the project, as a path from its top folder with slashes. */
export const DOCUMENTS: readonly string[] = [
  "README.md",
  ...FOLDERS.flatMap(filesIn).filter((name) => name.endsWith(".md")),
];

/** The files in a folder and in those below it. */
export function filesIn(folder: string): readonly string[] {
  return readdirSync(join(PACKAGE_ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => relative(PACKAGE_ROOT, join(parentPath, name)).replaceAll("\\", "/"))
    .sort();
}
