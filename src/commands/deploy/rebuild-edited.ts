import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Io } from "../../io.ts";
import { isBuiltInCheckout, isEditedSince } from "../../package/checkout.ts";
import { PACKAGE_ROOT } from "../../package/package-root.ts";

/** In a checkout, builds again what was edited in `handlers/` and `frontend/` since the last build, and says so. In an installed package it does nothing. */
export async function rebuildEdited({ stderr }: Pick<Io, "stderr">): Promise<void> {
  if (!isBuiltInCheckout()) return;
  // The models are read as they are.
  if (isEditedSince("handlers", join("dist", "handlers"), ["models"])) {
    await (await loadBuild()).rebuildFunctions();
    stderr.write("Rebuilt the functions: handlers/ was edited after the last build.\n");
  }
  if (isEditedSince("frontend", join("dist", "frontend"))) {
    await (await loadBuild()).rebuildPage();
    stderr.write("Rebuilt the page: frontend/ was edited after the last build.\n");
  }
  if (isEditedSince("src", join("dist", "cli")))
    stderr.write("warning: src/ was edited after the last build; `npm run build` is required to run the edit.\n");
}

/** Not bundled: an installed package is without it, and without esbuild. */
async function loadBuild(): Promise<typeof import("../../build/rebuild.ts")> {
  return import(pathToFileURL(join(PACKAGE_ROOT, "dist", "build", "rebuild.js")).href);
}
