import type { Cloud } from "../aws/cloud.ts";
import { createCloud } from "../aws/create-cloud.ts";
import { explainAwsError } from "../aws/explain.ts";
import { type StackName, stackLabel } from "../aws/stack-name.ts";
import type { CommandContext } from "../command-context.ts";
import { PACKAGE_ROOT } from "../package-root.ts";
import { type Stack, todoStack } from "../stack.ts";
import { readVersion } from "../version.ts";

/** The cloud of a command's settings, and the stack that belongs there. Makes one call: whose credentials these are. */
export async function openStack({ io, settings, signal }: CommandContext): Promise<{ cloud: Cloud; stack: Stack }> {
  const cloud = await connect({ io, settings, signal });
  return { cloud, stack: stackNamed(settings.stack, cloud, settings.protect) };
}

/** A stack as this version knows it. */
export function stackNamed(name: StackName, cloud: Cloud, protect?: boolean): Stack {
  return todoStack({ name, place: cloud, version: readVersion(), packageRoot: PACKAGE_ROOT, protect });
}

async function connect({ io, settings, signal }: CommandContext): Promise<Cloud> {
  try {
    return await createCloud(settings.target, { now: io.now, sleep: io.sleep, signal });
  } catch (error) {
    throw explainAwsError(error, `Before ${stackLabel(settings.stack)} can be reached`) ?? error;
  }
}
