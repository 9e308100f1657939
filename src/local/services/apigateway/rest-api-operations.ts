import type {
  DeleteRestApiRequest,
  GetRestApiRequest,
  GetRestApisRequest,
  RestApi,
  RestApis,
  UpdateRestApiRequest,
} from "@aws-sdk/client-api-gateway";
import type { Call, Operation, Validated } from "../operation.ts";
import { ageKey, pageOf } from "./page.ts";
import { patchRestApi } from "./patch-rest-api.ts";
import { changeUsagePlans, regionRecord, requireApi } from "./records.ts";
import { policyPermission, requiredPermission } from "./required-permission.ts";
import { restApiOutput, taggedRestApiOutput } from "./rest-api-output.ts";
import { withoutStages } from "./usage-plans/attached-stages.ts";

export const getRestApi = {
  permissions({ restApiId }: Validated<GetRestApiRequest>, call: Call) {
    return [requiredPermission(call, "GET", `/restapis/${restApiId}`)];
  },

  run({ restApiId }: Validated<GetRestApiRequest>, call: Call): RestApi {
    return taggedRestApiOutput(call.cloud, requireApi(call, restApiId));
  },
} satisfies Operation;

export const getRestApis = {
  permissions(_input: Validated<GetRestApisRequest>, call: Call) {
    return [requiredPermission(call, "GET", "/restapis")];
  },

  run(input: Validated<GetRestApisRequest>, call: Call): RestApis {
    const apis = Object.values(regionRecord(call.cloud, call.region).restApis);
    const { items, position } = pageOf(apis, ageKey, input);
    return { items: items.map((api) => restApiOutput(call.cloud, api)), position };
  },
} satisfies Operation;

export const updateRestApi = {
  permissions({ restApiId, patchOperations = [] }: Validated<UpdateRestApiRequest>, call: Call) {
    const path = `/restapis/${restApiId}`;
    const patch = requiredPermission(call, "PATCH", path);
    return patchOperations.some((one) => one.path === "/policy") ? [patch, policyPermission(call, path)] : [patch];
  },

  /** Applies all patch operations or none. */
  run({ restApiId, patchOperations = [] }: Validated<UpdateRestApiRequest>, call: Call): RestApi {
    const api = requireApi(call, restApiId);
    return taggedRestApiOutput(
      call.cloud,
      Object.assign(
        api,
        patchOperations.reduce((patched, operation) => patchRestApi(patched, operation, call), api),
      ),
    );
  },
} satisfies Operation;

export const deleteRestApi = {
  permissions({ restApiId }: Validated<DeleteRestApiRequest>, call: Call) {
    return [requiredPermission(call, "DELETE", `/restapis/${restApiId}`)];
  },

  run({ restApiId }: Validated<DeleteRestApiRequest>, call: Call) {
    const { id } = requireApi(call, restApiId);
    delete regionRecord(call.cloud, call.region).restApis[id];
    changeUsagePlans(call, (plan) => withoutStages(plan, ({ apiId }) => apiId === id));
    // Requests in flight finish, but this call does not wait for them.
    void call.cloud.edge.close(call.region, id);
    return undefined;
  },
} satisfies Operation;
