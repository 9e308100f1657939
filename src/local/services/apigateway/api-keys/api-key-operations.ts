import type {
  ApiKey,
  ApiKeys,
  CreateApiKeyRequest,
  DeleteApiKeyRequest,
  GetApiKeyRequest,
  GetApiKeysRequest,
  UpdateApiKeyRequest,
} from "@aws-sdk/client-api-gateway";
import type { Call, Operation, Validated } from "../../operation.ts";
import { badRequest, conflict } from "../errors.ts";
import { pageOf } from "../page.ts";
import { randomId, randomKeyValue } from "../random-id.ts";
import { changeUsagePlans, regionRecord, requireApiKey } from "../records.ts";
import { creationPermissions, requiredPermission } from "../required-permission.ts";
import { wholeSeconds } from "../rest-api-output.ts";
import type { ApiKeyRecord } from "../store.ts";
import { checkTags } from "../tags.ts";
import { patchApiKey } from "./patch-api-key.ts";

export const createApiKey = {
  permissions({ tags = {} }: Validated<CreateApiKeyRequest>, call: Call) {
    return creationPermissions(call, "/apikeys", tags);
  },

  /** Names need not be unique, but values must be. */
  run(input: Validated<CreateApiKeyRequest>, call: Call): ApiKey {
    const { name = "", description, customerId, enabled = false, value = "", tags = {} } = input;
    checkTags(tags);
    if (name.length > 1024) throw badRequest("Invalid API Key name, can be at most 1024 characters.");
    if (value !== "" && value.length < 20) throw badRequest("API Key value should be at least 20 characters");
    if (value.length > 128) throw badRequest("API Key value exceeds maximum size of 128 characters");
    const { apiKeys } = regionRecord(call.cloud, call.region);
    if (Object.values(apiKeys).some((other) => other.value === value)) throw conflict("API Key already exists");
    const now = call.cloud.clock.now();
    const key: ApiKeyRecord = {
      id: randomId(10),
      value: value === "" ? randomKeyValue() : value,
      name: name === "" ? undefined : name,
      description,
      customerId,
      enabled,
      enabledAt: enabled ? now : 0,
      createdAt: now,
      updatedAt: now,
      tags,
    };
    apiKeys[key.id] = key;
    return output(key, true);
  },
} satisfies Operation;

export const getApiKey = {
  permissions({ apiKey }: Validated<GetApiKeyRequest>, call: Call) {
    return [requiredPermission(call, "GET", `/apikeys/${apiKey}`)];
  },

  run({ apiKey, includeValue }: Validated<GetApiKeyRequest>, call: Call): ApiKey {
    return output(requireApiKey(call, apiKey), includeValue === true);
  },
} satisfies Operation;

export const getApiKeys = {
  permissions(_input: Validated<GetApiKeysRequest>, call: Call) {
    return [requiredPermission(call, "GET", "/apikeys")];
  },

  run({ nameQuery = "", customerId, includeValues, ...page }: Validated<GetApiKeysRequest>, call: Call): ApiKeys {
    const keys = Object.values(regionRecord(call.cloud, call.region).apiKeys);
    const found = keys.filter(
      (key) => (key.name ?? "").startsWith(nameQuery) && (customerId === undefined || key.customerId === customerId),
    );
    const { items, position } = pageOf(found, newestFirstKey, page);
    return { items: items.map((key) => output(key, includeValues === true)), position };
  },
} satisfies Operation;

export const updateApiKey = {
  permissions({ apiKey }: Validated<UpdateApiKeyRequest>, call: Call) {
    return [requiredPermission(call, "PATCH", `/apikeys/${apiKey}`)];
  },

  /** Applies all patch operations or none. */
  run({ apiKey, patchOperations = [] }: Validated<UpdateApiKeyRequest>, call: Call): ApiKey {
    const before = requireApiKey(call, apiKey);
    const now = call.cloud.clock.now();
    const patched = patchOperations.reduce((key, operation) => patchApiKey(key, operation, now), before);
    const key = { ...patched, updatedAt: now };
    regionRecord(call.cloud, call.region).apiKeys[key.id] = key;
    return output(key, false);
  },
} satisfies Operation;

export const deleteApiKey = {
  permissions({ apiKey }: Validated<DeleteApiKeyRequest>, call: Call) {
    return [requiredPermission(call, "DELETE", `/apikeys/${apiKey}`)];
  },

  run({ apiKey }: Validated<DeleteApiKeyRequest>, call: Call) {
    const { id } = requireApiKey(call, apiKey);
    delete regionRecord(call.cloud, call.region).apiKeys[id];
    changeUsagePlans(call, (plan) => {
      const { [id]: addedAt, ...keys } = plan.keys;
      return addedAt === undefined ? plan : { ...plan, keys };
    });
    return undefined;
  },
} satisfies Operation;

function newestFirstKey({ createdAt, id }: ApiKeyRecord): string {
  return `${String(Number.MAX_SAFE_INTEGER - createdAt).padStart(16, "0")} ${id}`;
}

function output(key: ApiKeyRecord, withValue: boolean): ApiKey {
  return {
    id: key.id,
    ...(withValue && { value: key.value }),
    name: key.name,
    description: key.description,
    customerId: key.customerId,
    enabled: key.enabled,
    createdDate: wholeSeconds(key.createdAt),
    lastUpdatedDate: wholeSeconds(key.updatedAt),
    stageKeys: [],
    ...(Object.keys(key.tags).length > 0 && { tags: { ...key.tags } }),
  };
}
