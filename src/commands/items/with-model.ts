import type { Model } from "../../api/model/model.ts";
import { hasCode, TodoApiError } from "../../errors.ts";
import type { CommandContext } from "../command-context.ts";

/**
 * Runs a command with the model of the stack's items: the remembered model, which requires no call, or else the
 * deployed model. If the user gave an option that the remembered model does not define, reads the deployed model,
 * because a different model may have been deployed since.
 */
export async function withModel(context: CommandContext, run: (model: Model) => Promise<number>): Promise<number> {
  const { rememberedModel } = context.settings;
  if (rememberedModel === undefined) return run(await lookUpModel(context));
  try {
    return await run(rememberedModel);
  } catch (error) {
    if (!isUnknownOption(error)) throw error;
    const deployed = await lookUpModel(context).catch(ignoreTodoApiError);
    if (deployed === undefined || JSON.stringify(deployed) === JSON.stringify(rememberedModel)) throw error;
    return run(deployed);
  }
}

async function lookUpModel(context: CommandContext): Promise<Model> {
  const { requireDeployedModel } = await import("../../items/require-deployed-model.ts");
  const model = await requireDeployedModel(context.settings);
  const { isRemembered, apiUrl, rememberedSettings: settings, mayHaveLeftovers } = context.settings;
  // A command on a stack other than the remembered one must not change the folder's target.
  if (isRemembered) {
    const { rememberTarget } = await import("../remember-target.ts");
    rememberTarget(context, {
      model,
      ...(apiUrl !== undefined && { apiUrl }),
      ...(settings && { settings }),
      ...(mayHaveLeftovers && { leftovers: true }),
    });
  }
  return model;
}

/** Whether Commander found an unknown option. Checks the error's code, so that commander is not loaded here. */
function isUnknownOption(error: unknown): boolean {
  return error instanceof TodoApiError && hasCode(error.cause, "commander.unknownOption");
}

/** If the lookup fails, the unknown option is the error to report. */
function ignoreTodoApiError(error: unknown): undefined {
  if (!(error instanceof TodoApiError)) throw error;
}
