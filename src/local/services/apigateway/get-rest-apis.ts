import type { GetRestApisRequest, RestApis } from "@aws-sdk/client-api-gateway";
import type { Call, Operation, Validated } from "../../operation.ts";
import { ageKey, pageOf } from "./page.ts";
import { regionRecord } from "./records.ts";
import { requiredPermissions } from "./required-permissions.ts";
import { restApiOutput } from "./rest-api-output.ts";

export const getRestApis = {
  needs(_input: Validated<GetRestApisRequest>, call: Call) {
    return [requiredPermissions(call, "GET", "/restapis")];
  },

  run(input: Validated<GetRestApisRequest>, call: Call): RestApis {
    const apis = Object.values(regionRecord(call.cloud, call.region).restApis);
    const { items, position } = pageOf(apis, ageKey, input);
    return { items: items.map(restApiOutput), position };
  },
} satisfies Operation;
