import path from "node:path";
import { hashSources, recordBuilt } from "../package/checkout.ts";
import { PACKAGE_ROOT } from "../package/package-root.ts";
import { buildFunctionZips } from "./function-zips.ts";
import { buildPage } from "./page.ts";
import { writeFolder } from "./write-folder.ts";

const DIST = path.join(PACKAGE_ROOT, "dist");

/** Rebuilds the functions' packages from `handlers/`; one of them contains the page. */
export async function rebuildFunctions(): Promise<void> {
  const sources = hashSources("handlers");
  await writeFolder(path.join(DIST, "handlers"), ".zip", await buildFunctionZips());
  recordBuilt("handlers", sources);
}

/** Rebuilds the page from `frontend/`, and the functions. */
export async function rebuildPage(): Promise<void> {
  const sources = hashSources("frontend");
  await writeFolder(path.join(DIST, "frontend"), "", await buildPage());
  await rebuildFunctions();
  recordBuilt("frontend", sources);
}
