import {
  CreateFunctionCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import type { Cloud } from "../../aws/cloud.ts";
import type { Tags } from "../../aws/ownership.ts";
import type { Resource } from "../../engine/resource.ts";
import type { RoleState } from "../role/role.ts";
import type { FunctionSettings } from "./settings.ts";
import { retryWhileUpdating, untilReady, whileRoleIsNew } from "./waits.ts";

/** The inputs for creating and updating a function. */
export interface FunctionDefinition {
  readonly cloud: Cloud;
  readonly name: string;
  readonly settings: FunctionSettings;
  readonly code: FunctionCode;
  readonly role: Resource<Pick<RoleState, "roleId">>;
  readonly roleArn: string;
  /** Whether todo-api creates the role. If so, Lambda may reject it because it is new. */
  readonly isOwnRole: boolean;
}

/** A function's package. */
export interface FunctionCode {
  /** Base64, as Lambda returns it. */
  readonly sha256: string;
  zip(): Promise<Uint8Array>;
}

/** Creates a function; its state is Pending at first. */
export async function createFunction(definition: FunctionDefinition, tags: Tags): Promise<void> {
  const { cloud, name: FunctionName, settings, code, role, roleArn: Role, isOwnRole } = definition;
  const Code = { ZipFile: await code.zip() };
  const command = new CreateFunctionCommand({ ...settings, FunctionName, Role, Code, Tags: { ...tags } });
  await whileRoleIsNew(cloud, { name: role.name, isOwn: isOwnRole }, () => cloud.lambda.send(command));
}

/** Sets all settings except the architecture. */
export async function putConfiguration(definition: FunctionDefinition): Promise<void> {
  const { cloud, name: FunctionName, settings, role, roleArn: Role, isOwnRole } = definition;
  // The architecture can only be changed together with the code
  // (https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionCode.html).
  const { Architectures: _, ...others } = settings;
  const command = new UpdateFunctionConfigurationCommand({ ...others, FunctionName, Role });
  await whileRoleIsNew(cloud, { name: role.name, isOwn: isOwnRole }, () => cloud.lambda.send(command));
  await untilReady(cloud, FunctionName);
}

/** Replaces the code, and sets the architecture. */
export async function putCode({ cloud, name: FunctionName, settings, code }: FunctionDefinition): Promise<void> {
  const { Architectures } = settings;
  const command = new UpdateFunctionCodeCommand({ FunctionName, ZipFile: await code.zip(), Architectures });
  await retryWhileUpdating(cloud, () => cloud.lambda.send(command));
  await untilReady(cloud, FunctionName);
}
