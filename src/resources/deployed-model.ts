import type { GetFunctionCommandOutput, LambdaClient } from "@aws-sdk/client-lambda";
import { checkModel } from "../api/model/check-model.ts";
import type { Model } from "../api/model/model.ts";
import { functionName } from "../aws/names.ts";
import type { StackName } from "../aws/stack-name.ts";
import { EXIT, TodoApiError } from "../errors.ts";
import { findFunction } from "./find-function.ts";

/** The model that a function was deployed with; undefined where it has none, as those of older releases. Throws for one that makes no sense. */
export function deployedModel({ Configuration }: GetFunctionCommandOutput): Model | undefined {
  const text = Configuration?.Environment?.Variables?.["MODEL"];
  if (text === undefined) return undefined;
  const { model } = checkModel(parse(text));
  if (model) return model;
  throw new TodoApiError(
    "model-damaged",
    EXIT.failure,
    `The variable MODEL of the function ${Configuration?.FunctionName} is no model: somebody changed it. Which model the items have cannot be known; nothing was touched.`,
    { next: [{ command: "todo-api deploy --model <name or file>", comment: "name the model of the items" }] },
  );
}

/** A function of an older release has no model, and neither has one whose environment somebody emptied, or one that is gone: then another than `read` may have it. */
export async function modelOfOthers(lambda: LambdaClient, stack: StackName): Promise<Model | undefined> {
  for (const action of OTHERS) {
    const found = await findFunction(lambda, functionName(stack, action));
    const model = found && deployedModel(found);
    if (model) return model;
  }
  return undefined;
}

const OTHERS = ["create", "update", "delete"] as const;

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
