import type { Cloud } from "../../aws/cloud.ts";
import type { Resource, StandaloneResource } from "../../engine/resource.ts";
import type { ObsoleteState } from "../obsolete-resource.ts";
import { hasKeys, KEYS_REMOVED } from "../rest-api/api-tags.ts";
import { tagApiResource } from "../rest-api/change-rest-api.ts";
import type { RestApiState } from "../rest-api/rest-api.ts";

interface ObsoleteKeysInput {
  readonly cloud: Cloud;
  readonly restApi: Resource<RestApiState>;
  /** The usage plan or the API key. */
  readonly resource: StandaloneResource<unknown>;
  /** What comes before the removal: the stage, which no longer requires a key. */
  readonly needs: readonly Resource[];
  /** Whether nothing remains after it. */
  readonly isLast: boolean;
}

/** The usage plan or API key of an earlier deploy, in a stack whose API requires no key. */
export function obsoleteKeys(input: ObsoleteKeysInput): Resource<ObsoleteState> {
  const { cloud, restApi, resource, needs, isLast } = input;
  return {
    id: `obsolete-${resource.id}`,
    kind: resource.kind,
    name: resource.name,
    needs: [restApi, ...needs],
    isObsolete: true,

    // Stacks that never had a key need no permission to list keys.
    read: async ({ stateOf }) => ({
      exists: hasKeys(stateOf(restApi)?.tags ?? {}) && (isLast || (await resource.read()) !== undefined),
    }),

    create: async () => ({ exists: false }),
    diff: ({ exists }) => (exists ? [{ field: "apiKeyRequired", from: true, to: false }] : []),
    matchesLastDeploy: () => false,

    /** The tag is written last: while anything remains, the next deploy finds it there. */
    async update({ stateOf }) {
      await resource.remove();
      if (isLast) await tagApiResource(cloud, `/restapis/${stateOf(restApi)?.id}`, KEYS_REMOVED);
    },
  };
}
