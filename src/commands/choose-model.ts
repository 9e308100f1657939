import type { GetFunctionCommandOutput, LambdaClient } from "@aws-sdk/client-lambda";
import type { Cloud } from "../aws/cloud.ts";
import { functionName } from "../aws/names.ts";
import type { StackName } from "../aws/stack-name.ts";
import type { CommandContext } from "../command-context.ts";
import { deployedModel } from "../model/deployed-model.ts";
import { DEFAULT_MODEL, type Model } from "../model/model.ts";
import { readModel } from "../model/read-model.ts";
import { ACTIONS } from "../openapi.ts";
import { findFunction } from "../resources/find-function.ts";

/** The model of a stack, and what was read of its function to know it. */
export interface ChosenModel {
  readonly model: Model;
  readonly readFunction?: Promise<GetFunctionCommandOutput | undefined>;
}

/** Finds the model once the cloud is reached. */
export type ModelChoice = (cloud: Cloud) => Promise<ChosenModel>;

/** The model that was asked for, which is read at once, else the one that is deployed, else the one of a first deploy that did not end, else `todo`. */
export function chooseModel({ io, settings }: CommandContext): ModelChoice {
  const asked = settings.model && readModel(settings.model, io.cwd);
  if (asked) return async () => ({ model: asked });
  return async ({ lambda }) => {
    const readFunction = findFunction(lambda, functionName(settings.stack, "read"));
    // A failure is not ours to tell: the function's own reading awaits the same answer, and says it.
    const found = await readFunction.catch(() => undefined);
    const deployed = found && (deployedModel(found) ?? (await modelOfOthers(lambda, settings.stack)));
    return { model: deployed ?? settings.rememberedModel ?? defaultModel(io.cwd), readFunction };
  };
}

/** A function of an older release has no model, and neither has one whose environment somebody emptied: then another one may. */
async function modelOfOthers(lambda: LambdaClient, stack: StackName): Promise<Model | undefined> {
  for (const action of ACTIONS.filter((one) => one !== "read")) {
    const found = await findFunction(lambda, functionName(stack, action)).catch(() => undefined);
    const model = found && deployedModel(found);
    if (model) return model;
  }
  return undefined;
}

/** For a command that removes: its stack need not be compared, and no damaged model may be in its way. */
export function anyModel({ io }: CommandContext): ModelChoice {
  return async () => ({ model: defaultModel(io.cwd) });
}

function defaultModel(cwd: string): Model {
  return readModel({ value: DEFAULT_MODEL, source: "the default" }, cwd);
}
