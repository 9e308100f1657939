import { DeleteRestApiCommand, UpdateRestApiCommand } from "@aws-sdk/client-api-gateway";
import type { Cloud } from "../../aws/cloud.ts";
import type { StackName } from "../../aws/stack-name.ts";
import { deletedUnlessMissing } from "../../aws/undefined-on.ts";
import { findRestApis } from "./find-rest-api.ts";
import { retryOnConflict } from "./retry-on-conflict.ts";

/** Replaces one setting of an API. */
export async function patchRestApi(cloud: Cloud, restApiId: string, path: string, value: string): Promise<void> {
  const command = new UpdateRestApiCommand({ restApiId, patchOperations: [{ op: "replace", path, value }] });
  await retryOnConflict(cloud, "UpdateRestApi", () => cloud.apigateway.send(command));
}

/** Deletes an API with its stages. */
export async function deleteRestApi(cloud: Cloud, restApiId: string): Promise<void> {
  const command = new DeleteRestApiCommand({ restApiId });
  await retryOnConflict(cloud, "DeleteRestApi", () =>
    deletedUnlessMissing(cloud.apigateway.send(command), "NotFoundException"),
  );
}

/** Removes an API of the stack that is not the one in use; returns false if it is in use, or does not exist. */
export async function removeDuplicate(cloud: Cloud, stack: StackName, id: string): Promise<boolean> {
  const [, ...others] = await retryOnConflict(cloud, "GetRestApis", () => findRestApis(cloud.apigateway, stack));
  if (!others.some((other) => other.id === id)) return false;
  await deleteRestApi(cloud, id);
  return true;
}
