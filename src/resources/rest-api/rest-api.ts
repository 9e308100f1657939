import { CreateRestApiCommand, type RestApi } from "@aws-sdk/client-api-gateway";
import type { ApiDocument } from "../../api/gateway-document.ts";
import type { Cloud } from "../../aws/cloud.ts";
import type { Resource, StandaloneResource } from "../../engine/resource.ts";
import { parseTrustedJson } from "../../text/json.ts";
import type { DesiredFields } from "../fingerprints.ts";
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
  /** Whether its default address, the only one, is disabled. */
  readonly disableExecuteApiEndpoint: boolean;
  /** `info.version` of the document that was last put, which contains the document's hash. */
  readonly version: string | undefined;
  /** The resource policy, in canonical form. */
  readonly policy: string | undefined;
  readonly duplicates: readonly string[];
}

interface RestApiInput extends Owned {
  readonly cloud: Cloud;
  readonly document: ApiDocument;
  /** Desired values of its stage, because CreateDeployment, which creates the stage, takes no tags. */
  readonly desiredParts: DesiredFields;
  /** The actions that have a function. */
  readonly actions: readonly string[];
  /** Whether its methods require an API key. */
  readonly requiresKey: boolean;
  /** What this version deploys: the tags record it, and the releases before it. */
  readonly release: Release;
  /** The version of todo-api. */
  readonly toolVersion: string;
  /**
   * The log group of its stage. It is created before the API and removed after it, because API Gateway recreates a
   * missing log group.
   */
  readonly accessLog: Resource;
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
    kind: "REST API",
    needs: [input.accessLog],
    // A release's tag also contains the time of its deployment, which is not a desired value, so the fingerprint is
    // that of the release's ID.
    tags: { ...input.tags, [ACTIONS_TAG]: formatActions(actions), [RELEASE_TAG]: releaseId(release) },
    desired: desiredOf(input),

    async observe() {
      const found = await retryOnConflict(cloud, "GetRestApis", () => findRestApis(cloud.apigateway, stack));
      const [oldest, ...duplicates] = found;
      return oldest && { tags: oldest.tags ?? {}, state: () => stateOf(oldest, duplicates) };
    },

    /**
     * Returns no state, so that the state is read: another deploy, or a lost response, may have created an older API.
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
      // It is not documented that an import without a policy removes the policy.
      policy: document.policy ? put : ({ id }) => patch(id, "/policy", ""),
    },

    /** Obsolete functions stay in the tag until they are removed, because nothing else lists them. */
    desiredTags(tags, _states, state) {
      const former = actionsIn(state?.tags ?? {}).filter((action) => !actions.includes(action));
      const releases = tagsOfDeploy(state?.tags ?? {}, release, toolVersion, cloud.now());
      const keys = keysTag(state?.tags ?? {}, requiresKey);
      return { ...tags, [ACTIONS_TAG]: formatActions([...actions, ...former]), ...keys, ...releases };
    },

    isDrift: (field, { tags }) => (field === `tags.${RELEASE_TAG}` && isRolledBack(tags) ? false : undefined),
    tag: (tags, { id }) => tagApiResource(cloud, `/restapis/${id}`, tags),
    removeDuplicate: (id) => deleteRestApi(cloud, id),

    async remove(observed) {
      const { id, duplicates } = await observed.state();
      for (const one of [id, ...duplicates]) await deleteRestApi(cloud, one);
    },
  });
}

function desiredOf({ name, document }: RestApiInput) {
  const { info } = parseTrustedJson<{ readonly info: { readonly description: string } }>(document.body);
  return {
    name,
    description: info.description,
    endpointType: "REGIONAL",
    disableExecuteApiEndpoint: false,
    version: document.version,
    policy: canonicalPolicy(document.policy),
  };
}

function stateOf(ours: RestApi, others: readonly RestApi[]): RestApiState {
  return {
    id: ours.id ?? "",
    name: ours.name,
    description: ours.description,
    endpointType: ours.endpointConfiguration?.types?.[0],
    disableExecuteApiEndpoint: ours.disableExecuteApiEndpoint ?? false,
    version: ours.version,
    policy: canonicalPolicy(parsePolicy(ours.policy)),
    tags: ours.tags ?? {},
    duplicates: others.map(({ id }) => id ?? ""),
  };
}
