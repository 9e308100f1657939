import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { usageError } from "../../errors.ts";
import type { Io } from "../../io.ts";
import { differsFromBuilt, isBuiltInCheckout, isEditedSince } from "../../package/checkout.ts";
import { PACKAGE_ROOT } from "../../package/package-root.ts";
import { toPrintableLines } from "../../text/printable.ts";
import { warn } from "../../text/warn.ts";

/**
 * In a checkout, rebuilds the functions or the page if `handlers/` or `frontend/` was edited after the last build. Only
 * prints a warning if `src/` was edited.
 */
export async function rebuildEdited({ stderr }: Pick<Io, "stderr">): Promise<void> {
  if (!isBuiltInCheckout()) return;
  if (differsFromBuilt("handlers")) {
    await rebuildOrExplain("handlers", (await loadBuild()).rebuildFunctions);
    stderr.write("Rebuilt the functions: handlers/ was edited after the last build.\n");
  }
  if (differsFromBuilt("frontend")) {
    await rebuildOrExplain("frontend", (await loadBuild()).rebuildPage);
    stderr.write("Rebuilt the page: frontend/ was edited after the last build.\n");
  }
  if (isEditedSince("src", join("dist", "cli")))
    warn(stderr, "src/ was edited after the last build; run `npm run build` to use the changes");
}

/** Throws a usage error that lists the build errors: the lines of esbuild's message after its first line. */
async function rebuildOrExplain(source: string, rebuild: () => Promise<void>): Promise<void> {
  try {
    await rebuild();
  } catch (error) {
    if (!(error instanceof Error && "errors" in error)) throw error;
    const faults = error.message.split("\n").slice(1).join("\n  ");
    throw usageError(`${source}/ cannot be built; nothing was changed:\n  ${toPrintableLines(faults)}`);
  }
}

/** Loads code that is not bundled, because an installed package contains neither that code nor esbuild. */
async function loadBuild(): Promise<typeof import("../../build/rebuild.ts")> {
  return import(pathToFileURL(join(PACKAGE_ROOT, "dist", "build", "rebuild.js")).href);
}
