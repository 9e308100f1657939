import { DEFAULT_MODEL, type Model } from "../api/model/model.ts";
import { explainAwsError } from "../aws/explain.ts";
import { functionName } from "../aws/names.ts";
import { stackLabel } from "../aws/stack-name.ts";
import { endpointOf } from "../aws/target.ts";
import type { Settings } from "../config/read-settings.ts";
import { notDeployed } from "./not-deployed.ts";

/** Returns the model of the stack's items; throws a "not-deployed" TodoApiError if the stack has no `read` function. */
export async function requireDeployedModel({ stack, target }: Settings): Promise<Model> {
  try {
    const [
      { LambdaClient },
      { clientConfig },
      { expectAwsResponses },
      { findFunction },
      { deployedModel, findModelInOtherFunctions },
      { getBuiltInModel },
    ] = await Promise.all([
      import("@aws-sdk/client-lambda"),
      import("../aws/client-config.ts"),
      import("../aws/expect-aws-responses.ts"),
      import("../resources/find-function.ts"),
      import("../resources/deployed-model.ts"),
      import("../api/model/read-model.ts"),
    ]);
    const lambda = expectAwsResponses(new LambdaClient(clientConfig(target, "Lambda")), endpointOf(target, "Lambda"));
    const found = await findFunction(lambda, functionName(stack, "read"));
    if (found === undefined) throw notDeployed(stack, "its read function was not found");
    // Functions that older versions of todo-api deployed have no model; their items are to-do items.
    const model = deployedModel(found) ?? (await findModelInOtherFunctions(lambda, stack));
    return model ?? getBuiltInModel(DEFAULT_MODEL);
  } catch (error) {
    throw explainAwsError(error, `could not find the model of ${stackLabel(stack)}`) ?? error;
  }
}
