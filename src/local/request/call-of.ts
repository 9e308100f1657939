import { verdictFor } from "../auth/require-permissions.ts";
import type { Call } from "../services/operation.ts";
import { type Exchange, requireValue } from "./exchange.ts";

export function callOf(exchange: Exchange): Call {
  const { cloud, claim, request, requestId } = exchange;
  const key = requireValue(exchange.key, "caller");
  return {
    cloud,
    service: claim.service,
    operation: requireValue(exchange.operation, "operation").model.name,
    region: claim.region,
    account: cloud.account,
    requestId,
    principal: key.principal,
    verdict: (permission) => verdictFor(cloud, key, permission),
    headers: request.headers,
    body: request.body,
  };
}
