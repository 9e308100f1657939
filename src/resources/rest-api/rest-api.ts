import {
  CreateRestApiCommand,
  DeleteRestApiCommand,
  PutRestApiCommand,
  type RestApi,
  TagResourceCommand,
} from "@aws-sdk/client-api-gateway";
import { apiGatewayArn } from "../../aws/names.ts";
import { type Tags, wrongTags } from "../../aws/ownership.ts";
import type { StackName } from "../../aws/stack-name.ts";
import { removed } from "../../aws/tolerate.ts";
import type { Change, Resource } from "../../engine/resource.ts";
import type { Work } from "../../engine/work.ts";
import { changesOf, compareFields, compareTags } from "../compare.ts";
import { findRestApis } from "./find-rest-api.ts";
import { patiently } from "./patiently.ts";

export interface RestApiState {
  readonly id: string;
  /** `info.version` of the document that was put last: it carries the document's hash. */
  readonly version: string | undefined;
  readonly tags: Tags;
  /** Further APIs of this stack, left by a lost response or a race. */
  readonly duplicates: readonly string[];
}

export interface RestApiInput {
  readonly name: string;
  readonly stack: StackName;
  readonly tags: Tags;
  readonly document: ApiDocument;
  /** Where its stage will log: made before it and removed after it, for API Gateway makes a log group again that it misses. */
  readonly accessLog: Resource;
}

/** An OpenAPI document as it is put, and the version in it that tells it from every other. */
export interface ApiDocument {
  readonly version: string;
  readonly body: string;
}

/** The REST API and its definition: one OpenAPI document, put whole. What callers see changes only with a deployment. */
export function restApi({ name, stack, tags, document, accessLog }: RestApiInput): Resource<RestApiState> {
  return {
    id: "rest-api",
    kind: "REST API",
    name,
    needs: [accessLog],

    async read(work) {
      const [ours, ...others] = await patiently(work, "GetRestApis", () => findRestApis(work.cloud.apigateway, stack));
      return ours && stateOf(ours, others);
    },

    /** Answers nothing, so that it is read again: another deploy, or a lost response, may have made an older one. */
    async create(work) {
      const command = new CreateRestApiCommand({
        name,
        endpointConfiguration: { types: ["REGIONAL"] },
        tags: { ...tags },
      });
      await patiently(work, "CreateRestApi", () => work.cloud.apigateway.send(command));
      return undefined;
    },

    diff: (state) => [
      ...compareFields({ ...state }, { version: document.version }),
      ...compareTags(state.tags, tags),
      ...state.duplicates.map((id): Change => ({ field: `duplicate ${id}`, from: id, to: undefined })),
    ],

    async update(work, state, changes) {
      const put = changesOf(changes, "version").length > 0 ? await putDefinition(work, state.id, document) : undefined;
      const wrong = wrongTags(put ?? state.tags, tags);
      if (Object.keys(wrong).length > 0) {
        const resourceArn = apiGatewayArn(work.cloud.region, `/restapis/${state.id}`);
        const command = new TagResourceCommand({ resourceArn, tags: { ...wrong } });
        await patiently(work, "TagResource", () => work.cloud.apigateway.send(command));
      }
      for (const id of state.duplicates) await deleteApi(work, id);
    },

    async remove(work) {
      const found = await patiently(work, "GetRestApis", () => findRestApis(work.cloud.apigateway, stack));
      for (const { id } of found) if (id !== undefined) await deleteApi(work, id);
      return found.length > 0;
    },
  };
}

/** Puts the whole definition and answers the API's tags afterwards: whether an overwrite keeps them is not documented, and they are how the API is found again. */
export async function putDefinition(work: Work, restApiId: string, document: ApiDocument): Promise<Tags> {
  const command = new PutRestApiCommand({
    restApiId,
    mode: "overwrite",
    failOnWarnings: false,
    body: Buffer.from(document.body),
  });
  const { tags } = await patiently(work, "PutRestApi", () => work.cloud.apigateway.send(command));
  return tags ?? {};
}

function stateOf(ours: RestApi, others: readonly RestApi[]): RestApiState {
  return {
    id: ours.id ?? "",
    version: ours.version,
    tags: ours.tags ?? {},
    duplicates: others.map(({ id }) => id ?? ""),
  };
}

async function deleteApi(work: Work, restApiId: string): Promise<void> {
  const command = new DeleteRestApiCommand({ restApiId });
  await patiently(work, "DeleteRestApi", () => removed(work.cloud.apigateway.send(command), "NotFoundException"));
}
