import { stackLabel } from "../aws/stack-name.ts";
import { describeTarget } from "../config/describe-target.ts";
import { type RememberedTarget, readTargetCache, removeTargetCache, writeTargetCache } from "../config/target-cache.ts";
import { TodoApiError } from "../errors.ts";
import { warn } from "../text/warn.ts";
import type { CommandContext } from "./command-context.ts";
import { findModelFile } from "./model-file.ts";

type Outputs = Pick<RememberedTarget, "apiUrl" | "model" | "settings" | "leftovers" | "destroyed">;

/** Finds the record of the last deploy from this folder. */
export function findRememberedTarget({ io }: CommandContext): RememberedTarget | undefined {
  return readTargetCache(io.cwd, () => {});
}

/**
 * Records the target of this folder, so that later commands need no flags, and prints a notice if it replaces a
 * different target (`before`). If the folder is not writable, only prints a warning, because commands work without the
 * record.
 */
export function rememberTarget(
  context: CommandContext,
  outputs: Outputs = {},
  before: RememberedTarget | undefined = findRememberedTarget(context),
): void {
  const { io, settings } = context;
  try {
    recordTarget(context, outputs);
  } catch (error) {
    if (!(error instanceof TodoApiError)) throw error;
    warn(io.stderr, `${error.message}; later commands in this folder need the same flags again`);
    return;
  }
  if (!settings.isRemembered && before && !before.destroyed && !settings.json) reportNewTarget(context, before);
}

/** Records the target before a deploy's first change, in case the deploy is killed; returns whether that succeeded. */
export function tryToRecordTarget(context: CommandContext, outputs: Outputs): boolean {
  try {
    recordTarget(context, outputs);
    return true;
  } catch (error) {
    if (!(error instanceof TodoApiError)) throw error;
    return false;
  }
}

/** Restores the record after a run that changed nothing. */
export function restoreTarget({ io }: CommandContext, before: RememberedTarget | undefined): void {
  if (before) writeTargetCache(io.cwd, before);
  else removeTargetCache(io.cwd);
}

function recordTarget(context: CommandContext, { apiUrl, ...outputs }: Outputs): void {
  const { io, settings } = context;
  const { stack, target } = settings;
  const { region, profile, endpointUrl } = target;
  const endpoint = { ...(profile !== undefined && { profile }), ...(endpointUrl !== undefined && { endpointUrl }) };
  // The addresses of the local cloud can change; its daemon reports the current ones.
  const place = target.kind === "local" ? { region } : { region, ...endpoint, ...(apiUrl !== undefined && { apiUrl }) };
  const modelFile = outputs.model && findModelFile(context, outputs.model);
  const model = { ...(modelFile !== undefined && { modelFile }) };
  writeTargetCache(io.cwd, { local: target.kind === "local", ...stack, ...place, ...outputs, ...model });
}

function reportNewTarget({ io, settings: { stack, target } }: CommandContext, before: RememberedTarget): void {
  const isSame =
    before.app === stack.app &&
    before.stage === stack.stage &&
    before.local === (target.kind === "local") &&
    before.region === target.region;
  if (isSame) return;
  const now = describeTarget(stackLabel(stack), target);
  const label = stackLabel(before);
  const previously = label === stackLabel(stack) ? `${label} on ${placeText(before)}` : label;
  io.stderr.write(`This folder now targets ${now} (previously ${previously}).\n`);
}

function placeText({ local, region, endpointUrl = "AWS" }: RememberedTarget): string {
  return `${local ? "the local cloud" : endpointUrl}${region === undefined ? "" : `, region ${region}`}`;
}
