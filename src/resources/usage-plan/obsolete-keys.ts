import type { Cloud } from "../../aws/cloud.ts";
import type { Resource, StandaloneResource } from "../../engine/resource.ts";
import type { ObsoleteState } from "../obsolete-resource.ts";
import { KEYS_REMOVED, mayHaveKeys } from "../rest-api/api-tags.ts";
import { tagApiResource } from "../rest-api/change-rest-api.ts";
import type { RestApiState } from "../rest-api/rest-api.ts";

interface ObsoleteKeyResourceInput {
  readonly cloud: Cloud;
  readonly restApi: Resource<RestApiState>;
  /** The usage plan or the API key. */
  readonly resource: StandaloneResource<unknown>;
  /** The resources that must be updated first: the stage, which must no longer require a key. */
  readonly needs: readonly Resource[];
  /** Whether this is the key resource that is removed last. */
  readonly isLast: boolean;
}

/** The usage plan or API key from an earlier deploy, if the stack's API no longer requires a key. */
export function obsoleteKeyResource(input: ObsoleteKeyResourceInput): Resource<ObsoleteState> {
  const { cloud, restApi, resource, needs, isLast } = input;
  return {
    id: `obsolete-${resource.id}`,
    kind: resource.kind,
    name: resource.name,
    needs: [restApi, ...needs],
    isObsolete: true,

    // If the API's tags show that no keys exist, no permission to list keys is needed.
    read: async ({ stateOf }) => ({
      exists: mayHaveKeys(stateOf(restApi)?.tags ?? {}) && (isLast || (await resource.read()) !== undefined),
    }),

    create: async () => ({ exists: false }),
    diff: ({ exists }) => (exists ? [{ field: "apiKeyRequired", from: true, to: false }] : []),
    matchesLastDeploy: () => false,

    /** Updates the tag last, so that if a removal fails, the next deploy removes what remains. */
    async update({ stateOf }) {
      await resource.remove();
      if (isLast) await tagApiResource(cloud, `/restapis/${stateOf(restApi)?.id}`, KEYS_REMOVED);
    },
  };
}
