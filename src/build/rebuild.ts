import path from "node:path";
import { PACKAGE_ROOT } from "../package/package-root.ts";
import { makeFunctionZips } from "./function-zips.ts";
import { makePage } from "./page.ts";
import { writeFolder } from "./write-folder.ts";

const DIST = path.join(PACKAGE_ROOT, "dist");

/** Rebuilds the functions' packages from `handlers/`. */
export async function rebuildFunctions(): Promise<void> {
  await writeFolder(path.join(DIST, "handlers"), ".zip", await makeFunctionZips());
}

/** Rebuilds the page from `frontend/`. */
export async function rebuildPage(): Promise<void> {
  await writeFolder(path.join(DIST, "frontend"), "", await makePage());
}
