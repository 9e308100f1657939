import { verdictFor } from "../auth/require-permissions.ts";
import type { Call } from "../services/operation.ts";
import { type Exchange, required } from "./exchange.ts";

export function callOf(exchange: Exchange): Call {
  const { cloud, claim, request, requestId } = exchange;
  const key = required(exchange.key, "caller");
  return {
    cloud,
    service: claim.service,
    operation: required(exchange.operation, "operation").model.name,
    region: claim.region,
    account: cloud.account,
    requestId,
    principal: key.principal,
    verdict: (permission) => verdictFor(cloud, key, permission),
    body: request.body,
  };
}
