import { DeleteRestApiCommand, TagResourceCommand, UpdateRestApiCommand } from "@aws-sdk/client-api-gateway";
import type { Cloud } from "../../aws/cloud.ts";
import { apiGatewayArn } from "../../aws/names.ts";
import type { Tags } from "../../aws/ownership.ts";
import type { StackName } from "../../aws/stack-name.ts";
import { findRestApis } from "./find-rest-api.ts";
import { deleteFromApiGateway, retryOnConflict } from "./retry-on-conflict.ts";

/** Replaces one setting of an API. */
export async function patchRestApi(cloud: Cloud, restApiId: string, path: string, value: string): Promise<void> {
  const command = new UpdateRestApiCommand({ restApiId, patchOperations: [{ op: "replace", path, value }] });
  await retryOnConflict(cloud, "UpdateRestApi", () => cloud.apigateway.send(command));
}

/** Deletes an API and its stages. */
export async function deleteRestApi(cloud: Cloud, restApiId: string): Promise<void> {
  const command = new DeleteRestApiCommand({ restApiId });
  await deleteFromApiGateway(cloud, "DeleteRestApi", () => cloud.apigateway.send(command));
}

/** Removes a duplicate API of the stack. Returns false if the API does not exist, or is the oldest, which is in use. */
export async function removeDuplicate(cloud: Cloud, stack: StackName, id: string): Promise<boolean> {
  const [, ...others] = await retryOnConflict(cloud, "GetRestApis", () => findRestApis(cloud.apigateway, stack));
  if (!others.some((other) => other.id === id)) return false;
  await deleteRestApi(cloud, id);
  return true;
}

/** Sets tags on the API Gateway resource at a path, such as `/restapis/a1b2c3d4e5`; keeps its other tags. */
export async function tagApiResource(cloud: Cloud, path: string, tags: Tags): Promise<void> {
  const command = new TagResourceCommand({ resourceArn: apiGatewayArn(cloud.region, path), tags: { ...tags } });
  await retryOnConflict(cloud, "TagResource", () => cloud.apigateway.send(command));
}
