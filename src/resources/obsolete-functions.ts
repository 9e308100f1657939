import { TagResourceCommand } from "@aws-sdk/client-api-gateway";
import type { Cloud } from "../aws/cloud.ts";
import { apiGatewayArn } from "../aws/names.ts";
import { settleAll } from "../aws/settle-all.ts";
import { isForeign } from "../engine/foreign-resource.ts";
import type { Resource } from "../engine/resource.ts";
import { ACTIONS_TAG, actionsIn, formatActions } from "./rest-api/actions-tag.ts";
import type { RestApiState } from "./rest-api/rest-api.ts";
import { retryOnConflict } from "./rest-api/retry-on-conflict.ts";

/** The actions whose functions were deployed once and are no part of the stack any more. */
export interface ObsoleteFunctionsState {
  readonly actions: readonly string[];
}

export interface ObsoleteFunctionsInput {
  readonly cloud: Cloud;
  readonly name: string;
  readonly restApi: Resource<RestApiState>;
  /** The actions of today. */
  readonly actions: readonly string[];
  /** What belongs to one action, in the order in which it is removed. */
  partsOf(action: string): readonly Resource[];
  /** What must be done before: the API that no longer leads there. */
  readonly needs: readonly Resource[];
}

/** What left the stack between two versions: the function of an action that is gone, with its role and log group, is removed. The API's tag names them. */
export function obsoleteFunctions({
  cloud,
  name,
  restApi,
  actions,
  partsOf,
  needs,
}: ObsoleteFunctionsInput): Resource<ObsoleteFunctionsState> {
  return {
    id: "obsolete-functions",
    kind: "obsolete functions",
    name,
    needs: [restApi, ...needs],
    isObsolete: true,

    async read({ stateOf }) {
      const recorded = actionsIn(stateOf(restApi)?.tags ?? {});
      return { actions: recorded.filter((action) => !actions.includes(action)) };
    },

    create: async () => ({ actions: [] }),
    diff: (state) => state.actions.map((action) => ({ field: action, from: "deployed", to: undefined })),
    matchesLastDeploy: () => false,

    /** The tag is last: as long as anything is left, the next deploy finds it there. */
    async update(work, state) {
      await settleAll(state.actions.map((action) => removeParts(action)));
      const resourceArn = apiGatewayArn(cloud.region, `/restapis/${work.stateOf(restApi)?.id}`);
      const command = new TagResourceCommand({ resourceArn, tags: { [ACTIONS_TAG]: formatActions(actions) } });
      await retryOnConflict(cloud, "TagResource", () => cloud.apigateway.send(command));
    },
  };

  /** What only has the name is another owner's, and stays. */
  async function removeParts(action: string): Promise<void> {
    for (const part of partsOf(action))
      await part.remove?.().catch((error: unknown) => {
        if (!isForeign(error)) throw error;
      });
  }
}
