import type { Cloud } from "../aws/cloud.ts";
import { settleAll } from "../aws/settle-all.ts";
import { isForeign } from "../engine/foreign-resource.ts";
import type { Resource } from "../engine/resource.ts";
import { ACTIONS_TAG, actionsIn, formatActions } from "./rest-api/api-tags.ts";
import { tagApiResource } from "./rest-api/change-rest-api.ts";
import type { RestApiState } from "./rest-api/rest-api.ts";

/** The actions that the stack no longer has, but whose functions may still exist. */
export interface ObsoleteFunctionsState {
  readonly actions: readonly string[];
}

interface ObsoleteFunctionsInput {
  readonly cloud: Cloud;
  readonly name: string;
  readonly restApi: Resource<RestApiState>;
  readonly actions: readonly string[];
  /** Returns the resources for one action, in removal order. */
  resourcesOf(action: string): readonly Resource[];
  /** The resources that must be updated first: the stage, which must no longer call the functions. */
  readonly needs: readonly Resource[];
}

/**
 * Removes the function, role and log group for every action that the stack no longer has. A tag on the API lists the
 * actions whose functions were deployed.
 */
export function obsoleteFunctions({
  cloud,
  name,
  restApi,
  actions,
  resourcesOf,
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

    /**
     * Updates the tag last, so that after a failed run, it still lists the functions that the next deploy must remove.
     */
    async update({ stateOf }, state) {
      await settleAll(state.actions.map((action) => removeResources(action)));
      await tagApiResource(cloud, `/restapis/${stateOf(restApi)?.id}`, { [ACTIONS_TAG]: formatActions(actions) });
    },
  };

  async function removeResources(action: string): Promise<void> {
    for (const resource of resourcesOf(action))
      await resource.remove?.().catch((error: unknown) => {
        if (!isForeign(error)) throw error;
      });
  }
}
