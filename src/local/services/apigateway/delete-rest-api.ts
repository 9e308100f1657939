import type { DeleteRestApiRequest } from "@aws-sdk/client-api-gateway";
import type { Call, Operation, Validated } from "../../operation.ts";
import { regionRecord, requireApi } from "./records.ts";
import { requiredPermissions } from "./required-permissions.ts";

export const deleteRestApi = {
  needs({ restApiId }: Validated<DeleteRestApiRequest>, call: Call) {
    return [requiredPermissions(call, "DELETE", `/restapis/${restApiId}`)];
  },

  /** Takes the stages and deployments along. Requests in flight are answered; nobody waits for them here. */
  run({ restApiId }: Validated<DeleteRestApiRequest>, call: Call) {
    const { id } = requireApi(call, restApiId);
    delete regionRecord(call.cloud, call.region).restApis[id];
    void call.cloud.edge.close(call.region, id);
    return undefined;
  },
} satisfies Operation;
