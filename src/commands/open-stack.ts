import type { Cloud } from "../aws/cloud.ts";
import { createCloud } from "../aws/create-cloud.ts";
import { explainAwsError } from "../aws/explain.ts";
import { type StackName, stackLabel } from "../aws/stack-name.ts";
import type { CommandContext } from "../command-context.ts";
import { PACKAGE_ROOT } from "../package-root.ts";
import { type Stack, type StackInput, todoStack } from "../stack.ts";
import { readVersion } from "../version.ts";
import { chooseModel, type ModelChoice } from "./choose-model.ts";

/** The cloud of a command's settings, and the stack that belongs there. Asks whose credentials these are, and which model is deployed. */
export async function openStack(
  context: CommandContext,
  choose: (context: CommandContext) => ModelChoice = chooseModel,
): Promise<{ cloud: Cloud; stack: Stack }> {
  const { settings } = context;
  const findModel = choose(context);
  const cloud = await connect(context);
  const { allowClear, protect } = settings;
  const model = await findModel(cloud).catch((error: unknown) => {
    throw explainAwsError(error, `Looking up the model of ${stackLabel(settings.stack)}`) ?? error;
  });
  return { cloud, stack: stackNamed(settings.stack, cloud, { ...model, allowClear, protect }) };
}

/** A stack as this version knows it. */
export function stackNamed(
  name: StackName,
  cloud: Cloud,
  wishes: Pick<StackInput, "model" | "readFunction" | "allowClear" | "protect">,
): Stack {
  return todoStack({ ...wishes, name, place: cloud, version: readVersion(), packageRoot: PACKAGE_ROOT });
}

async function connect({ io, settings, signal }: CommandContext): Promise<Cloud> {
  try {
    return await createCloud(settings.target, { now: io.now, sleep: io.sleep, signal });
  } catch (error) {
    throw explainAwsError(error, `Before ${stackLabel(settings.stack)} can be reached`) ?? error;
  }
}
