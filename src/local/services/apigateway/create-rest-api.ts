import type { CreateRestApiRequest, RestApi } from "@aws-sdk/client-api-gateway";
import { notSupported } from "../../protocol/aws-error.ts";
import { emptyRecord } from "../../state/null-prototype.ts";
import type { Call, Operation, Validated } from "../operation.ts";
import { emptyDefinition } from "./definition.ts";
import { badRequest } from "./errors.ts";
import { randomId } from "./random-id.ts";
import { regionRecord } from "./records.ts";
import { creationPermissions, policyPermission } from "./required-permission.ts";
import { readResourcePolicy } from "./resource-policy.ts";
import { restApiOutput } from "./rest-api-output.ts";
import type { RestApiRecord } from "./store.ts";
import { checkTags } from "./tags.ts";

export const createRestApi = {
  permissions({ tags = {}, policy }: Validated<CreateRestApiRequest>, call: Call) {
    return [
      ...creationPermissions(call, "/restapis", tags),
      ...(policy === undefined ? [] : [policyPermission(call, "/restapis/*")]),
    ];
  },

  /** Names need not be unique, and there is no idempotency token, so a repeated call creates a second API. */
  async run(input: Validated<CreateRestApiRequest>, call: Call): Promise<RestApi> {
    check(input);
    const api = newApi(input, call);
    regionRecord(call.cloud, call.region).restApis[api.id] = api;
    await call.cloud.edge.open(call.region, api.id);
    return restApiOutput(call.cloud, api);
  },
} satisfies Operation;

function check({ name, description, tags = {}, ...input }: Validated<CreateRestApiRequest>): void {
  if (name === "") throw badRequest("API name cannot be an empty string");
  if (description === "") throw badRequest("Description cannot be an empty string");
  checkTags(tags);
  checkCompressionSize("CreateRestApi", input.minimumCompressionSize);
  const { types = ["EDGE"], vpcEndpointIds = [], ipAddressType } = input.endpointConfiguration ?? {};
  if (types.length === 0) throw badRequest("REGIONAL Configuration and EDGE Configuration cannot be both DISABLED.");
  if (types.length > 1) throw badRequest("Cannot create an api with multiple Endpoint Types.");
  if (types[0] === "PRIVATE" && ipAddressType === "ipv4")
    throw badRequest("Only dualstack ipAddressType is supported for Private APIs.");
  if (types[0] !== "REGIONAL")
    throw notSupported(`CreateRestApi: the endpoint type ${types[0]} (AWS's default is EDGE; use REGIONAL)`);
  if (vpcEndpointIds.length > 0) throw notSupported("CreateRestApi: vpcEndpointIds");
  if (input.apiKeySource === "AUTHORIZER") throw notSupported("CreateRestApi: the API key source AUTHORIZER");
}

function newApi(input: Validated<CreateRestApiRequest>, call: Call): RestApiRecord {
  const { cloud } = call;
  const [id, rootResourceId] = [randomId(10), randomId(10)];
  return {
    id,
    createdAt: cloud.clock.now(),
    rootResourceId,
    ipAddressType: input.endpointConfiguration?.ipAddressType ?? "ipv4",
    name: input.name,
    description: input.description,
    version: input.version,
    disableExecuteApiEndpoint: input.disableExecuteApiEndpoint ?? false,
    tags: { ...input.tags },
    definition: {
      ...emptyDefinition(input.name, rootResourceId),
      binaryMediaTypes: input.binaryMediaTypes ?? [],
      ...(input.policy !== undefined && { policy: readResourcePolicy(call, id, input.policy) }),
    },
    deployments: emptyRecord(),
    stages: emptyRecord(),
  };
}

const COMPRESSION_LIMIT_BYTES = 10_485_760;

/** Rejects every minimum compression size: an invalid one with AWS's error, any other as not supported. */
export function checkCompressionSize(operation: string, size: number | undefined): void {
  if (size === undefined) return;
  if (!Number.isInteger(size) || size < 0 || size > COMPRESSION_LIMIT_BYTES)
    throw badRequest(`Invalid minimum compression size, must be between 0 and ${COMPRESSION_LIMIT_BYTES}`);
  throw notSupported(`${operation}: minimumCompressionSize`);
}
