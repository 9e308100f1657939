import type { PatchOperation } from "@aws-sdk/client-api-gateway";
import { notSupported } from "../../protocol/aws-error.ts";
import type { Call } from "../operation.ts";
import { checkCompressionSize } from "./create-rest-api.ts";
import { decodePointer } from "./decode-pointer.ts";
import { badRequest } from "./errors.ts";
import { readResourcePolicy } from "./resource-policy.ts";
import type { RestApiRecord } from "./store.ts";

/**
 * Applies one patch operation to an API
 * (https://docs.aws.amazon.com/apigateway/latest/api/patch-operations.html#UpdateRestApi-Patch).
 */
export function patchRestApi(api: RestApiRecord, operation: PatchOperation, call: Call): RestApiRecord {
  const { path = "" } = operation;
  const [, group = "", name] = path.split("/");
  if (group === "binaryMediaTypes" && name !== undefined)
    return patchBinaryMediaTypes(api, operation, decodePointer(name));
  if (path.startsWith("/endpointConfiguration/types/")) return patchEndpointType(api, operation);
  if (path === "/policy") return patchPolicy(api, operation, call);
  if (path === "/description") return patchDescription(api, operation);
  if (Object.hasOwn(REPLACEABLE, path)) return patchValue(api, operation);
  if (UNSUPPORTED.has(path)) throw notSupported(`UpdateRestApi: ${operation.op} ${path}`);
  throw badRequest(`Invalid patch path ${path}`);
}

/** Paths that support only `replace`, each with a function that returns the patched API. */
const REPLACEABLE: Readonly<Record<string, (api: RestApiRecord, value: string) => RestApiRecord>> = {
  "/name": (api, name) => {
    if (name === "") throw badRequest("API name cannot be an empty string");
    return { ...api, name };
  },
  "/disableExecuteApiEndpoint": (api, value) => {
    if (value !== "true" && value !== "false")
      throw badRequest(`Invalid value for /disableExecuteApiEndpoint: ${value}`);
    return { ...api, disableExecuteApiEndpoint: value === "true" };
  },
  "/minimumCompressionSize": (api, value) => {
    checkCompressionSize("UpdateRestApi", value === "" ? undefined : Number(value));
    return api;
  },
  "/endpointConfiguration/ipAddressType": (api, value) => {
    if (value !== "ipv4" && value !== "dualstack") throw badRequest("ipAddressType must be either ipv4 or dualstack.");
    return { ...api, ipAddressType: value };
  },
};

const UNSUPPORTED = new Set([
  "/apiKeySource",
  "/version",
  "/securityPolicy",
  "/endpointAccessMode",
  "/endpointConfiguration/vpcEndpointIds",
]);

function patchValue(api: RestApiRecord, { op, path = "", value = "" }: PatchOperation): RestApiRecord {
  if (op !== "replace") throw badRequest("Invalid patch operation specified. Must be one of: [replace]");
  return REPLACEABLE[path]?.(api, value) ?? api;
}

function patchDescription(api: RestApiRecord, { op, value }: PatchOperation): RestApiRecord {
  checkOperation(op);
  return { ...api, description: op === "remove" ? undefined : value };
}

/** An empty string removes the policy. */
function patchPolicy(api: RestApiRecord, { op, value = "" }: PatchOperation, call: Call): RestApiRecord {
  checkOperation(op);
  const policy = op === "remove" || value === "" ? undefined : readResourcePolicy(call, api.id, value);
  return { ...api, definition: { ...api.definition, policy } };
}

function patchEndpointType(api: RestApiRecord, { op, value = "" }: PatchOperation): RestApiRecord {
  if (op !== "replace") throw badRequest("Invalid patch operation specified. Must be 'add'|'remove'|'replace'");
  if (!["REGIONAL", "EDGE", "PRIVATE"].includes(value))
    throw badRequest("Invalid EndpointTypes specified. Valid options are REGIONAL,EDGE,PRIVATE");
  if (value !== "REGIONAL") throw notSupported(`UpdateRestApi: the endpoint type ${value}`);
  return api;
}

/** The path ends in the media type to add, remove or replace. Only `replace` uses the value: the new media type. */
function patchBinaryMediaTypes(api: RestApiRecord, { op, value = "" }: PatchOperation, name: string): RestApiRecord {
  checkOperation(op);
  const others = api.definition.binaryMediaTypes.filter((type) => type !== name);
  const added = op === "remove" ? [] : [op === "add" ? name : value];
  return { ...api, definition: { ...api.definition, binaryMediaTypes: [...others, ...added] } };
}

function checkOperation(op: PatchOperation["op"]): void {
  if (op !== "add" && op !== "remove" && op !== "replace")
    throw badRequest("Invalid patch operation specified. Must be 'add'|'remove'|'replace'");
}
