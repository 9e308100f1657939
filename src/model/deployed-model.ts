import type { GetFunctionCommandOutput } from "@aws-sdk/client-lambda";
import { EXIT, TodoApiError } from "../errors.ts";
import { checkModel } from "./check-model.ts";
import type { Model } from "./model.ts";

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
    { next: [{ command: "todo-api deploy --model <name or file>", when: "you know which it was" }] },
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
