import path from "node:path";
import { PACKAGE_ROOT } from "../package/package-root.ts";
import { buildFunctionZips } from "./function-zips.ts";
import { buildPage } from "./page.ts";
import { writeFolder } from "./write-folder.ts";

const DIST = path.join(PACKAGE_ROOT, "dist");

/** Rebuilds the functions' packages from `handlers/`. */
export async function rebuildFunctions(): Promise<void> {
  await writeFolder(path.join(DIST, "handlers"), ".zip", await buildFunctionZips());
}

/** Rebuilds the page from `frontend/`. */
export async function rebuildPage(): Promise<void> {
  await writeFolder(path.join(DIST, "frontend"), "", await buildPage());
}
