import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Io } from "../../io.ts";
import { isBuiltInCheckout, isEditedSince } from "../../package/checkout.ts";
import { PACKAGE_ROOT } from "../../package/package-root.ts";
import { warn } from "../../text/warn.ts";

/**
 * In a checkout, rebuilds the functions and the page if `handlers/` or `frontend/` was edited, and prints what it
 * rebuilt. Does nothing in an installed package.
 */
export async function rebuildEdited({ stderr }: Pick<Io, "stderr">): Promise<void> {
  if (!isBuiltInCheckout()) return;
  // Models are read from their source files.
  if (isEditedSince("handlers", join("dist", "handlers"), ["models"])) {
    await (await loadBuild()).rebuildFunctions();
    stderr.write("Rebuilt the functions: handlers/ was edited after the last build.\n");
  }
  if (isEditedSince("frontend", join("dist", "frontend"))) {
    const build = await loadBuild();
    await build.rebuildPage();
    await build.rebuildFunctions();
    stderr.write("Rebuilt the page: frontend/ was edited after the last build.\n");
  }
  if (isEditedSince("src", join("dist", "cli")))
    warn(stderr, "src/ was edited after the last build; run `npm run build` to use the changes");
}

/** Not bundled: an installed package has neither this code nor esbuild. */
async function loadBuild(): Promise<typeof import("../../build/rebuild.ts")> {
  return import(pathToFileURL(join(PACKAGE_ROOT, "dist", "build", "rebuild.js")).href);
}
