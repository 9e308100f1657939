import type { Model } from "../api/model/model.ts";
import { readModel } from "../api/model/read-model.ts";
import { hasCompleted } from "../api/model/special-fields.ts";
import { tableName } from "../aws/names.ts";
import { settingsInForce, sourceOf } from "../config/given-settings.ts";
import type { Settings } from "../config/read-settings.ts";
import { resolveSettings, type StackSettings } from "../config/stack-settings.ts";
import { EXPIRE_COMPLETED } from "../config/table-settings.ts";
import { usageError } from "../errors.ts";
import type { CommandContext } from "./command-context.ts";

/** Throws a usage error for a model or for settings that would be invalid for any stack. */
export function checkSettings({ io, settings }: CommandContext): void {
  const { given, stack } = settings;
  // Checks that the auth mode supports a given quota or grant. If no mode is given, the deployed mode applies; this is
  // checked later, when that mode is known.
  if (given.auth !== undefined) settingsInForce(settings, {}, tableName(stack));
  if (settings.model) requireCompletedField(resolveSettings(given, stack), readModel(settings.model, io.cwd), settings);
}

/** Throws a usage error if completed items are to expire but the model has no boolean `completed` field. */
export function requireCompletedField({ expireCompleted }: StackSettings, model: Model, { sources }: Settings): void {
  if (expireCompleted === "none" || hasCompleted(model)) return;
  throw usageError(
    `${sourceOf(EXPIRE_COMPLETED, sources)} requires a model with the boolean field "completed", which the model ${model.name} lacks; give --expire-completed none, or another model`,
  );
}
