import { TagResourceCommand } from "@aws-sdk/client-api-gateway";
import type { Cloud } from "../../aws/cloud.ts";
import { apiGatewayArn } from "../../aws/names.ts";
import type { Tags } from "../../aws/ownership.ts";
import { retryOnConflict } from "./retry-on-conflict.ts";

/** Sets tags of a resource of API Gateway, given its path, such as `/restapis/a1b2c3d4e5`; other tags stay. */
export async function tagApiResource(cloud: Cloud, path: string, tags: Tags): Promise<void> {
  const command = new TagResourceCommand({ resourceArn: apiGatewayArn(cloud.region, path), tags: { ...tags } });
  await retryOnConflict(cloud, "TagResource", () => cloud.apigateway.send(command));
}
