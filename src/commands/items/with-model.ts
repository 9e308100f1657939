import type { Model } from "../../api/model/model.ts";
import { TodoApiError } from "../../errors.ts";
import type { CommandContext } from "../command-context.ts";

/**
 * Runs what needs the model of the stack's items: the remembered one, which costs no call, else the deployed one. When an option is not known to
 * the remembered model, the deployed one is asked, for somebody may have deployed another since.
 */
export async function withModel(context: CommandContext, run: (model: Model) => Promise<number>): Promise<number> {
  const { rememberedModel } = context.settings;
  if (rememberedModel === undefined) return run(await lookUpModel(context));
  try {
    return await run(rememberedModel);
  } catch (error) {
    if (!isUnknownOption(error)) throw error;
    const deployed = await lookUpModel(context).catch(ignoreKnown);
    if (deployed === undefined || JSON.stringify(deployed) === JSON.stringify(rememberedModel)) throw error;
    return run(deployed);
  }
}

async function lookUpModel(context: CommandContext): Promise<Model> {
  const { findModel } = await import("../../items/find-model.ts");
  const model = await findModel(context.settings);
  const { isRemembered, apiUrl, rememberedSettings: settings } = context.settings;
  // Only a memory of this very stack is completed: to look at another stack must not make it the folder's own.
  if (isRemembered) {
    const { rememberTarget } = await import("../remember-target.ts");
    rememberTarget(context, {
      model,
      ...(apiUrl !== undefined && { apiUrl }),
      ...(settings && { settings }),
    });
  }
  return model;
}

/** Of commander, told by its code, so that it is not loaded here. */
function isUnknownOption(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "commander.unknownOption";
}

/** The slip of the keyboard is then what there is to tell. */
function ignoreKnown(error: unknown): undefined {
  if (!(error instanceof TodoApiError)) throw error;
}
