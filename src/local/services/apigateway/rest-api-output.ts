import type { RestApi } from "@aws-sdk/client-api-gateway";
import type { LocalCloud } from "../../cloud.ts";
import { escapedPolicy, shownPolicy } from "./resource-policy.ts";
import type { RestApiRecord } from "./store.ts";

/** An API as CreateRestApi and GetRestApis return it. Empty members are omitted. */
export function restApiOutput(cloud: LocalCloud, api: RestApiRecord): RestApi {
  const { binaryMediaTypes, policy } = api.definition;
  return {
    id: api.id,
    name: api.name,
    description: api.description,
    createdDate: wholeSeconds(api.createdAt),
    version: api.version,
    ...(binaryMediaTypes.length > 0 && { binaryMediaTypes: [...binaryMediaTypes] }),
    ...(policy !== undefined && { policy: escapedPolicy(shownPolicy(cloud, policy)) }),
    apiKeySource: "HEADER",
    endpointConfiguration: { types: ["REGIONAL"], ipAddressType: api.ipAddressType },
    ...(Object.keys(api.tags).length > 0 && { tags: api.tags }),
    disableExecuteApiEndpoint: api.disableExecuteApiEndpoint,
    rootResourceId: api.rootResourceId,
  };
}

/** An API as GetRestApi, UpdateRestApi and PutRestApi return it. Includes `tags` even if there are none. */
export function taggedRestApiOutput(cloud: LocalCloud, api: RestApiRecord): RestApi {
  return { ...restApiOutput(cloud, api), tags: api.tags };
}

/** API Gateway's dates have no milliseconds. */
export function wholeSeconds(milliseconds: number): Date {
  return new Date(Math.floor(milliseconds / 1000) * 1000);
}
