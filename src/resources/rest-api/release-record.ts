import type { Cloud } from "../../aws/cloud.ts";
import { type Tags, tagsToUpdate } from "../../aws/ownership.ts";
import type { Resource } from "../../engine/resource.ts";
import { compareTags } from "../compare.ts";
import { tagApiResource } from "./change-rest-api.ts";
import type { RestApiState } from "./rest-api.ts";

interface ReleaseRecordInput {
  readonly cloud: Cloud;
  readonly name: string;
  readonly restApi: Resource<RestApiState>;
  /** Returns the tags that record the restored release, given the API's tags. */
  tagsFrom(tags: Tags): Tags;
}

/** The API's tags, in which a rollback records the restored release. */
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
      await tagApiResource(cloud, `/restapis/${stateOf(restApi)?.id}`, tagsToUpdate(tags, tagsFrom(tags)));
    },
  };
}
