import type { GetFunctionCommandOutput, LambdaClient } from "@aws-sdk/client-lambda";
import { checkModel } from "../api/model/check-model.ts";
import type { Model } from "../api/model/model.ts";
import { functionName } from "../aws/names.ts";
import type { StackName } from "../aws/stack-name.ts";
import { EXIT, TodoApiError } from "../errors.ts";
import { parseJson } from "../text/json.ts";
import { findFunction } from "./find-function.ts";

/**
 * Returns the model in a function's environment; undefined if there is none, as in older releases. Throws if the model
 * is damaged.
 */
export function deployedModel({ Configuration }: GetFunctionCommandOutput): Model | undefined {
  const text = Configuration?.Environment?.Variables?.["MODEL"];
  if (text === undefined) return undefined;
  const { model } = checkModel(parseJson(text));
  if (model) return model;
  throw new TodoApiError(
    "model-damaged",
    EXIT.failure,
    `the environment variable MODEL of the function ${Configuration?.FunctionName} is not a valid model; it may have been changed outside todo-api`,
    { next: [{ command: "todo-api deploy --model <name or file>", comment: "specify the model" }] },
  );
}

/**
 * Finds the model in a function other than `read`, which may not exist, may be from an older release, or may have lost
 * its environment.
 */
export async function findModelInOtherFunctions(lambda: LambdaClient, stack: StackName): Promise<Model | undefined> {
  for (const action of OTHER_ACTIONS) {
    const found = await findFunction(lambda, functionName(stack, action));
    const model = found && deployedModel(found);
    if (model) return model;
  }
  return undefined;
}

const OTHER_ACTIONS = ["create", "update", "delete"] as const;
