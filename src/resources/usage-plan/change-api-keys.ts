import { CreateApiKeyCommand, DeleteApiKeyCommand } from "@aws-sdk/client-api-gateway";
import type { Cloud } from "../../aws/cloud.ts";
import type { Tags } from "../../aws/ownership.ts";
import { deleteFromApiGateway, retryOnConflict } from "../rest-api/retry-on-conflict.ts";

/** Creates an enabled key (by default, a new key is disabled), and returns its ID. */
export async function createApiKey(cloud: Cloud, name: string, tags: Tags): Promise<string> {
  const command = new CreateApiKeyCommand({ name, enabled: true, tags: { ...tags } });
  const { id = "" } = await retryOnConflict(cloud, "CreateApiKey", () => cloud.apigateway.send(command));
  return id;
}

/** Deletes a key, which also removes it from its usage plan. */
export async function deleteApiKey(cloud: Cloud, apiKey: string): Promise<void> {
  const command = new DeleteApiKeyCommand({ apiKey });
  await deleteFromApiGateway(cloud, "DeleteApiKey", () => cloud.apigateway.send(command));
}
