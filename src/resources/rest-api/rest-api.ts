import {
  CreateRestApiCommand,
  DeleteRestApiCommand,
  type PatchOperation,
  PutRestApiCommand,
  paginateGetResources,
  type RestApi,
  TagResourceCommand,
  UpdateRestApiCommand,
} from "@aws-sdk/client-api-gateway";
import type { ApiDocument } from "../../api/gateway-document.ts";
import type { Cloud } from "../../aws/cloud.ts";
import { apiGatewayArn } from "../../aws/names.ts";
import { type Tags, tagsToUpdate } from "../../aws/ownership.ts";
import type { StackName } from "../../aws/stack-name.ts";
import { deletedUnlessMissing } from "../../aws/undefined-on.ts";
import { addNote } from "../../engine/notes.ts";
import type { Change, Resource, StandaloneResource } from "../../engine/resource.ts";
import { EXIT, TodoApiError } from "../../errors.ts";
import { parseTrustedJson } from "../../text/json.ts";
import { changesOf, compareFields, compareTags } from "../compare.ts";
import { type DesiredFields, fieldMatchesLastDeploy, withFingerprints } from "../fingerprints.ts";
import { RELEASE_TAG, type Release, releaseId, rollbackIn, tagsOfDeploy } from "../release.ts";
import { findRestApis } from "./find-rest-api.ts";
import { retryOnConflict } from "./retry-on-conflict.ts";

export interface RestApiState {
  readonly id: string;
  readonly name: string | undefined;
  readonly description: string | undefined;
  /** REGIONAL, EDGE or PRIVATE. */
  readonly endpointType: string | undefined;
  /** Whether its address at AWS is switched off: the only one that it has. */
  readonly disableExecuteApiEndpoint: boolean;
  /** `info.version` of the document that was put last: it carries the document's hash. */
  readonly version: string | undefined;
  readonly tags: Tags;
  /** Further APIs of this stack, left by a lost response or a race. */
  readonly duplicates: readonly string[];
}

export interface RestApiInput {
  readonly cloud: Cloud;
  readonly name: string;
  readonly stack: StackName;
  readonly tags: Tags;
  readonly document: ApiDocument;
  /** What else is recorded with the API as wanted: the settings of its stage. */
  readonly alsoWants: DesiredFields;
  /** The actions that have a function. */
  readonly actions: readonly string[];
  /** What this version deploys: recorded in the tags, with the releases before it. */
  readonly release: Release;
  /** Of this tool. */
  readonly toolVersion: string;
  /** Where its stage will log: made before it and removed after it, for API Gateway makes a log group again that it misses. */
  readonly accessLog: Resource;
}

/** The REST API and its definition: one OpenAPI document, put whole. What callers see changes only with a deployment. */
export function restApi({
  cloud,
  name,
  stack,
  document,
  accessLog,
  ...input
}: RestApiInput): StandaloneResource<RestApiState> {
  const { version } = document;
  const wants = {
    name,
    description: descriptionIn(document),
    endpointType: "REGIONAL",
    disableExecuteApiEndpoint: false,
    version,
  };
  const stackTags = { ...input.tags, [ACTIONS_TAG]: sayActions(input.actions) };
  // The record of a release says also when it was deployed, which nobody wants: of it, the release alone is marked as wanted.
  const wantedMarks = { ...stackTags, [RELEASE_TAG]: releaseId(input.release) };
  const { [RELEASE_TAG]: _, ...tags } = withFingerprints(wantedMarks, { ...wants, ...input.alsoWants });
  return {
    id: "rest-api",
    kind: "REST API",
    name,
    needs: [accessLog],

    async read() {
      const [ours, ...others] = await retryOnConflict(cloud, "GetRestApis", () =>
        findRestApis(cloud.apigateway, stack),
      );
      return ours && stateOf(ours, others);
    },

    /** Answers nothing, so that it is read again: another deploy, or a lost response, may have made an older one. */
    async create() {
      const command = new CreateRestApiCommand({
        name,
        endpointConfiguration: { types: ["REGIONAL"] },
        tags: { ...tags, ...releaseTags({}) },
      });
      await retryOnConflict(cloud, "CreateRestApi", () => cloud.apigateway.send(command));
      return undefined;
    },

    diff: (state) => [
      ...compareFields({ ...state }, wants),
      ...compareTags(state.tags, wantedTags(state)),
      ...state.duplicates.map((id): Change => ({ field: `duplicate ${id}`, from: id, to: undefined })),
    ],

    matchesLastDeploy: (state, field) =>
      field.startsWith("duplicate ") ||
      (fieldMatchesLastDeploy(state.tags, field, wants, {
        ...tags,
        [ACTIONS_TAG]: sayWanted(state),
        [RELEASE_TAG]: releaseId(input.release),
      }) &&
        !(field === `tags.${RELEASE_TAG}` && isRolledBack(state.tags))),

    async update(_context, state, changes) {
      const patch = patchFor(state, changes);
      if (patch.length > 0) await patchApi(cloud, state.id, patch);
      const isOther = changesOf(changes, "version", "name", "description").length > 0;
      const put = isOther ? await putDefinition(cloud, state.id, document) : undefined;
      const wrong = tagsToUpdate(put ?? state.tags, wantedTags(state));
      if (Object.keys(wrong).length > 0) {
        const resourceArn = apiGatewayArn(cloud.region, `/restapis/${state.id}`);
        const command = new TagResourceCommand({ resourceArn, tags: { ...wrong } });
        await retryOnConflict(cloud, "TagResource", () => cloud.apigateway.send(command));
      }
      for (const id of state.duplicates) await deleteApi(cloud, id);
    },

    async remove() {
      const found = await retryOnConflict(cloud, "GetRestApis", () => findRestApis(cloud.apigateway, stack));
      for (const { id } of found) if (id !== undefined) await deleteApi(cloud, id);
      return found.length > 0;
    },
  };

  function wantedTags(state: RestApiState): Tags {
    return { ...tags, [ACTIONS_TAG]: sayWanted(state), ...releaseTags(state.tags) };
  }

  /** Functions that left the stack stay in the tag until they are removed: it is how they are known. */
  function sayWanted(state: RestApiState): string {
    const former = actionsIn(state.tags).filter((action) => !input.actions.includes(action));
    return sayActions([...input.actions, ...former]);
  }

  function releaseTags(found: Tags): Tags {
    return tagsOfDeploy(found, input.release, input.toolVersion, cloud.now());
  }
}

/** Whether a rollback put the release there that runs: what differs from this version's wishes then is no drift. */
export function isRolledBack(tags: Tags): boolean {
  return rollbackIn(tags) !== undefined;
}

/** The tag that lists the actions whose functions were deployed. */
export const ACTIONS_TAG = "todo-api:functions";

/** The actions that the tag names. */
export function actionsIn(tags: Tags): readonly string[] {
  return tags[ACTIONS_TAG]?.split(" ") ?? [];
}

export function sayActions(actions: readonly string[]): string {
  return [...actions].sort().join(" ");
}

function descriptionIn({ body }: ApiDocument): string {
  return parseTrustedJson<{ readonly info: { readonly description: string } }>(body).info.description;
}

/** What no definition changes. */
function patchFor({ endpointType }: RestApiState, changes: readonly Change[]): readonly PatchOperation[] {
  const patches = [
    { field: "endpointType", path: `/endpointConfiguration/types/${endpointType}`, value: "REGIONAL" },
    { field: "disableExecuteApiEndpoint", path: "/disableExecuteApiEndpoint", value: "false" },
  ];
  return patches
    .filter(({ field }) => changesOf(changes, field).length > 0)
    .map(({ path, value }) => ({ op: "replace", path, value }));
}

async function patchApi(cloud: Cloud, restApiId: string, patchOperations: readonly PatchOperation[]): Promise<void> {
  const command = new UpdateRestApiCommand({ restApiId, patchOperations: [...patchOperations] });
  await retryOnConflict(cloud, "UpdateRestApi", () => cloud.apigateway.send(command));
}

/** Puts the whole definition and answers the API's tags afterwards: whether an overwrite keeps them is not documented, and they are how the API is found again. */
export async function putDefinition(cloud: Cloud, restApiId: string, document: ApiDocument): Promise<Tags> {
  const command = new PutRestApiCommand({
    restApiId,
    mode: "overwrite",
    failOnWarnings: false,
    body: Buffer.from(document.body),
  });
  const { tags, warnings = [] } = await retryOnConflict(cloud, "PutRestApi", () => cloud.apigateway.send(command));
  if (warnings.length > 0) await requireRoutes(cloud, restApiId, document, warnings);
  return tags ?? {};
}

/** Notes what API Gateway warns of, and throws where it left out a route: nothing is deployed then. */
async function requireRoutes(
  cloud: Cloud,
  restApiId: string,
  { routes }: ApiDocument,
  warnings: readonly string[],
): Promise<void> {
  const kept = new Set<string>();
  const paginator = { client: cloud.apigateway, pageSize: 500 };
  for await (const { items = [] } of paginateGetResources(paginator, { restApiId, embed: ["methods"] }))
    for (const { path = "", resourceMethods = {} } of items)
      for (const method of Object.keys(resourceMethods)) kept.add(`${method} ${path}`);
  const dropped = routes.map(({ method, path }) => `${method.toUpperCase()} ${path}`).filter((one) => !kept.has(one));
  if (dropped.length > 0)
    throw new TodoApiError(
      "route-dropped",
      EXIT.failure,
      `API Gateway left out ${dropped.join(", ")} of the API's definition, and nothing was deployed: ${warnings.join("; ")}`,
    );
  for (const warning of warnings) addNote(`API Gateway warns about the API's definition: ${warning}`);
}

function stateOf(ours: RestApi, others: readonly RestApi[]): RestApiState {
  return {
    id: ours.id ?? "",
    name: ours.name,
    description: ours.description,
    endpointType: ours.endpointConfiguration?.types?.[0],
    disableExecuteApiEndpoint: ours.disableExecuteApiEndpoint ?? false,
    version: ours.version,
    tags: ours.tags ?? {},
    duplicates: others.map(({ id }) => id ?? ""),
  };
}

/** Removes an API of the stack that is not the one in use; answers false where it is, or is gone. */
export async function removeDuplicate(cloud: Cloud, stack: StackName, id: string): Promise<boolean> {
  const [, ...others] = await retryOnConflict(cloud, "GetRestApis", () => findRestApis(cloud.apigateway, stack));
  if (!others.some((other) => other.id === id)) return false;
  await deleteApi(cloud, id);
  return true;
}

async function deleteApi(cloud: Cloud, restApiId: string): Promise<void> {
  const command = new DeleteRestApiCommand({ restApiId });
  await retryOnConflict(cloud, "DeleteRestApi", () =>
    deletedUnlessMissing(cloud.apigateway.send(command), "NotFoundException"),
  );
}
