import { TagResourceCommand } from "@aws-sdk/client-api-gateway";
import type { Cloud } from "../../aws/cloud.ts";
import { apiGatewayArn } from "../../aws/names.ts";
import { type Tags, tagsToUpdate } from "../../aws/ownership.ts";
import type { Resource } from "../../engine/resource.ts";
import { compareTags } from "../compare.ts";
import type { RestApiState } from "./rest-api.ts";
import { retryOnConflict } from "./retry-on-conflict.ts";

export interface ReleaseRecordInput {
  readonly cloud: Cloud;
  readonly name: string;
  readonly restApi: Resource<RestApiState>;
  /** Returns the tags with the release to run, from the API's tags. */
  tagsFrom(tags: Tags): Tags;
}

/** The API's tags with the release to run, written by a rollback. */
export function releaseRecord({ cloud, name, restApi, tagsFrom }: ReleaseRecordInput): Resource<Tags> {
  return {
    id: "release",
    kind: "release record",
    name,
    needs: [restApi],

    read: async ({ stateOf }) => stateOf(restApi)?.tags,
    create: async ({ stateOf }) => stateOf(restApi)?.tags,
    diff: (tags) => compareTags(tags, tagsFrom(tags)),
    matchesLastDeploy: () => false,

    async update({ stateOf }, tags) {
      const resourceArn = apiGatewayArn(cloud.region, `/restapis/${stateOf(restApi)?.id}`);
      const command = new TagResourceCommand({ resourceArn, tags: { ...tagsToUpdate(tags, tagsFrom(tags)) } });
      await retryOnConflict(cloud, "TagResource", () => cloud.apigateway.send(command));
    },
  };
}
