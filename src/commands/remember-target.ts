import { stackLabel } from "../aws/stack-name.ts";
import { describeTarget } from "../config/describe-target.ts";
import { type RememberedTarget, readTargetCache, writeTargetCache } from "../config/target-cache.ts";
import { TodoApiError } from "../errors.ts";
import type { CommandContext } from "./command-context.ts";
import { findModelFile } from "./model-file.ts";

/**
 * Records the target of this folder, so that later commands need no flags, and prints a change of target. A folder that
 * is not writable is only a warning, because nothing depends on the record.
 */
export function rememberTarget(
  context: CommandContext,
  { apiUrl, ...outputs }: Pick<RememberedTarget, "apiUrl" | "model" | "settings" | "destroyed"> = {},
): void {
  const { io, settings } = context;
  const { stack, target } = settings;
  const { region, profile, endpointUrl } = target;
  const endpoint = { ...(profile !== undefined && { profile }), ...(endpointUrl !== undefined && { endpointUrl }) };
  // Addresses of the local cloud change: its daemon is asked.
  const place = target.kind === "local" ? { region } : { region, ...endpoint, ...(apiUrl !== undefined && { apiUrl }) };
  try {
    const before = readTargetCache(io.cwd, () => {});
    const modelFile = outputs.model && findModelFile(context, outputs.model);
    const model = { ...(modelFile !== undefined && { modelFile }) };
    writeTargetCache(io.cwd, { local: target.kind === "local", ...stack, ...place, ...outputs, ...model });
    if (!settings.isRemembered && before && !before.destroyed && !settings.json) reportNewTarget(context, before);
  } catch (error) {
    if (!(error instanceof TodoApiError)) throw error;
    io.stderr.write(`warning: ${error.message} Later commands in this folder need the same flags again.\n`);
  }
}

/** Printed once per run: afterwards the record has the new target. */
function reportNewTarget({ io, settings: { stack, target } }: CommandContext, before: RememberedTarget): void {
  const isSame =
    before.app === stack.app &&
    before.stage === stack.stage &&
    before.local === (target.kind === "local") &&
    before.region === target.region;
  if (isSame) return;
  const now = describeTarget(stackLabel(stack), target);
  io.stderr.write(`This folder now targets ${now} (previously ${stackLabel(before)}).\n`);
}
