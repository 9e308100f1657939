import { join } from "node:path";
import type { GetFunctionCommandOutput } from "@aws-sdk/client-lambda";
import { DEFAULT_MODEL, type Model, modelIdentifier } from "../api/model/model.ts";
import { builtInModelNames, getBuiltInModel, readModel } from "../api/model/read-model.ts";
import type { Cloud } from "../aws/cloud.ts";
import { functionName } from "../aws/names.ts";
import type { Tags } from "../aws/ownership.ts";
import { type StackName, stackLabel } from "../aws/stack-name.ts";
import type { Settings } from "../config/read-settings.ts";
import { type TodoApiError, usageError } from "../errors.ts";
import { isBuiltInCheckout, isEditedSince } from "../package/checkout.ts";
import { deployedModel, findModelInOtherFunctions } from "../resources/deployed-model.ts";
import { findFunction } from "../resources/find-function.ts";
import { MODEL_TAG } from "../resources/table/table-tags.ts";
import type { CommandContext } from "./command-context.ts";
import { findModelInFile } from "./model-file.ts";

/** The model of a stack and, unless a model was requested, the GetFunction response for the stack's `read` function. */
interface ChosenModel {
  readonly model: Model;
  readonly readFunction?: Promise<GetFunctionCommandOutput | undefined>;
}

type ModelChoice = (cloud: Cloud, tableTags: Promise<Tags | undefined>) => Promise<ChosenModel>;

/**
 * Returns a function that finds the stack's model. The first of these that exists is used: the requested model; the
 * model file of the last deploy, which may have been edited since; the deployed model; the model of items that a
 * destroy kept; the model of an unfinished first deploy; `todo`.
 */
export function chooseModel(context: CommandContext): ModelChoice {
  const { io, settings } = context;
  const requested = settings.model && readModel(settings.model, io.cwd);
  if (requested) return async () => ({ model: requested });
  return async (cloud, tableTags) => {
    const readFunction = findFunction(cloud.lambda, functionName(settings.stack, "read"));
    // The function's resource awaits the same request and reports its failure.
    const found = await readFunction.catch(() => undefined);
    const deployed = found && deployedModel(found);
    const current = findModelInFile(context, deployed) ?? refreshBuiltInModel(deployed);
    return {
      model:
        current ??
        (await getModelElsewhere(cloud, settings, { hasReadFunction: found !== undefined, tags: await tableTags })),
      readFunction,
    };
  };
}

/** Returns the deployed model or, if it is built-in and was edited in this checkout after the build, the edited one. */
function refreshBuiltInModel(deployed: Model | undefined): Model | undefined {
  if (!deployed || !builtInModelNames().includes(deployed.name) || !isBuiltInCheckout()) return deployed;
  const file = join("handlers", "models", `${deployed.name}.json`);
  return isEditedSince(file, join("dist", "cli")) ? getBuiltInModel(deployed.name) : deployed;
}

/**
 * Finds the model if the `read` function does not contain it. Throws if the table's tag names a model that cannot be
 * found.
 */
async function getModelElsewhere(
  cloud: Cloud,
  { stack, rememberedModel }: Settings,
  { hasReadFunction, tags = {} }: { readonly hasReadFunction: boolean; readonly tags: Tags | undefined },
): Promise<Model> {
  const identifier = tags[MODEL_TAG];
  const deployed =
    hasReadFunction || identifier !== undefined ? await findModelInOtherFunctions(cloud.lambda, stack) : undefined;
  if (deployed) return deployed;
  const known = [...(rememberedModel ? [rememberedModel] : []), ...builtInModelNames().map(getBuiltInModel)];
  const kept =
    identifier === undefined ? rememberedModel : known.find((model) => modelIdentifier(model) === identifier);
  if (kept) return kept;
  if (identifier === undefined) return getBuiltInModel(DEFAULT_MODEL);
  throw unknownModel(stack, identifier);
}

function unknownModel(stack: StackName, identifier: string): TodoApiError {
  const [name = ""] = identifier.split(" ");
  return usageError(
    `the items of ${stackLabel(stack)} use a model named ${name} that is neither included in this version of todo-api nor found in a function; give its file with --model; nothing was changed`,
    [{ command: `todo-api deploy --model ./${name}.json`, comment: "deploy with the model's file" }],
  );
}
