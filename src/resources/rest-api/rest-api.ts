import { CreateRestApiCommand, type RestApi } from "@aws-sdk/client-api-gateway";
import type { ApiDocument } from "../../api/gateway-document.ts";
import type { StandaloneResource } from "../../engine/resource.ts";
import type { DesiredFields } from "../fingerprints.ts";
import { KIND } from "../kinds.ts";
import { managed, type Owned, type Tagged } from "../managed.ts";
import { isRolledBack, RELEASE_TAG, type Release, releaseId, tagsOfDeploy } from "../release.ts";
import { ACTIONS_TAG, actionsIn, formatActions, keysTag, UNFINISHED_TAG } from "./api-tags.ts";
import { deleteRestApi, patchRestApi, tagApiResource } from "./change-rest-api.ts";
import { putKeepingTags } from "./definition.ts";
import { findRestApis } from "./find-rest-api.ts";
import { canonicalPolicy, parsePolicy } from "./policy.ts";
import { retryOnConflict } from "./retry-on-conflict.ts";

export interface RestApiState extends Tagged {
  readonly id: string;
  readonly name: string | undefined;
  readonly description: string | undefined;
  /** REGIONAL, EDGE or PRIVATE. */
  readonly endpointType: string | undefined;
  /** Whether its default endpoint is disabled; the API has no other endpoint. */
  readonly disableExecuteApiEndpoint: boolean;
  /** `info.version` of the document that was last put, a hash of its content. */
  readonly version: string | undefined;
  /** The resource policy, in canonical form. */
  readonly policy: string | undefined;
}

interface RestApiInput extends Owned {
  readonly document: ApiDocument;
  /**
   * Desired values of the stage. The API's tags store their fingerprints, because CreateDeployment, which creates the
   * stage, does not accept tags.
   */
  readonly desiredParts: DesiredFields;
  /** The actions that have a function. */
  readonly actions: readonly string[];
  readonly requiresKey: boolean;
  /** The release that this version of todo-api deploys. The API's tags record it and the previous releases. */
  readonly release: Release;
  readonly toolVersion: string;
}

/**
 * The REST API and its definition: one OpenAPI document, which is always put as a whole. Callers see a change only
 * after a deployment.
 */
export function restApi(input: RestApiInput): StandaloneResource<RestApiState> {
  const { cloud, name, stack, document, actions, requiresKey, release, toolVersion } = input;
  const put = (state: RestApiState) => putKeepingTags(cloud, document, state);
  const patch = (id: string, path: string, value: string) => patchRestApi(cloud, id, path, value);
  return managed({
    ...input,
    id: "rest-api",
    kind: KIND.restApi,
    // The release tag also contains the time of the deploy, which is not a desired value, so the fingerprint covers
    // only the release's ID.
    tags: { ...input.tags, [ACTIONS_TAG]: formatActions(actions), [RELEASE_TAG]: releaseId(release) },
    desired: {
      name,
      description: document.description,
      endpointType: "REGIONAL",
      disableExecuteApiEndpoint: false,
      version: document.version,
      policy: canonicalPolicy(document.policy),
    },

    async observe() {
      const found = await retryOnConflict(cloud, "GetRestApis", () => findRestApis(cloud.apigateway, stack));
      const [oldest, ...duplicates] = found;
      return oldest && { tags: oldest.tags ?? {}, state: () => stateOf(oldest, duplicates) };
    },

    /**
     * Returns no state, so that the state is read: another deploy, or a request whose response was lost, may have
     * created an older API.
     */
    async create(tags) {
      const endpointConfiguration = { types: ["REGIONAL" as const] };
      const unfinished = { ...tags, [UNFINISHED_TAG]: "deploy" };
      const command = new CreateRestApiCommand({ name, endpointConfiguration, tags: unfinished });
      await retryOnConflict(cloud, "CreateRestApi", () => cloud.apigateway.send(command));
      return undefined;
    },

    set: {
      endpointType: ({ id, endpointType }) => patch(id, `/endpointConfiguration/types/${endpointType}`, "REGIONAL"),
      disableExecuteApiEndpoint: ({ id }) => patch(id, "/disableExecuteApiEndpoint", "false"),
      name: put,
      description: put,
      version: put,
      // AWS does not document that an import without a policy removes the policy, so a patch removes it.
      policy: document.policy ? put : ({ id }) => patch(id, "/policy", ""),
    },

    /** Obsolete functions stay in the tag until they are removed, because nothing else lists them. */
    desiredTags(tags, _states, state) {
      const obsolete = actionsIn(state?.tags ?? {}).filter((action) => !actions.includes(action));
      const releases = tagsOfDeploy(state?.tags ?? {}, release, toolVersion, cloud.now());
      const keys = keysTag(state?.tags ?? {}, requiresKey);
      return { ...tags, [ACTIONS_TAG]: formatActions([...actions, ...obsolete]), ...keys, ...releases };
    },

    isDrift: (field, { tags }) => (field === `tags.${RELEASE_TAG}` && isRolledBack(tags) ? false : undefined),
    tag: (tags, { id }) => tagApiResource(cloud, `/restapis/${id}`, tags),
    removeDuplicate: (id) => deleteRestApi(cloud, id),

    remove: async ({ state }) => deleteRestApi(cloud, (await state()).id),
  });
}

function stateOf(oldest: RestApi, duplicates: readonly RestApi[]): RestApiState {
  const { id = "", name, description, disableExecuteApiEndpoint = false, version, tags = {} } = oldest;
  return {
    id,
    name,
    description,
    endpointType: oldest.endpointConfiguration?.types?.[0],
    disableExecuteApiEndpoint,
    version,
    policy: canonicalPolicy(parsePolicy(oldest.policy)),
    tags,
    duplicates: duplicates.map(({ id }) => id ?? ""),
  };
}
