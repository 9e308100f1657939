import type { CommandContext } from "../command-context.ts";
import { TodoApiError } from "../errors.ts";
import { type RememberedTarget, writeTargetCache } from "../target-cache.ts";

/** Remembers the target of this folder, so that later commands need no flag. Only a convenience: a folder that cannot be written to is no failure. */
export function rememberTarget(
  { io, settings }: CommandContext,
  outputs: Pick<RememberedTarget, "apiUrl" | "websiteUrl" | "model" | "settings"> = {},
): void {
  const { stack, target } = settings;
  const { region, profile, endpointUrl } = target;
  // The local cloud's address changes; its folder knows it.
  const place = target.kind === "local" ? { region } : { region, profile, endpointUrl };
  try {
    writeTargetCache(io.cwd, { local: target.kind === "local", ...stack, ...place, ...outputs });
  } catch (error) {
    if (!(error instanceof TodoApiError)) throw error;
    io.stderr.write(`warning: ${error.message} Later commands in this folder need the same flags again.\n`);
  }
}
