import { requirePermissions } from "../../auth/require-permissions.ts";
import { throttled } from "../../faults/fault-error.ts";
import { callOf } from "../call-of.ts";
import { requireValue, type Stage } from "../exchange.ts";

export const authenticate: Stage = async (exchange, next) => {
  const key = await exchange.claim.authenticate();
  exchange.key = key;
  exchange.principal = key.principal.arn;
  await next();
};

/**
 * Rejects calls that exceed AWS's rate limits. Does not count calls by role sessions, which are usually data-plane
 * calls by deployed functions.
 */
export const limitRate: Stage = async ({ cloud, claim, key, operation }, next) => {
  const { service, region } = claim;
  if (requireValue(key, "caller").principal.type === "user") {
    const call = { service, operation: requireValue(operation, "operation").model.name, region };
    const seconds = cloud.timing.limits.take(call, cloud.clock.now());
    if (seconds > 0) throw throttled(service, seconds);
  }
  await next();
};

export const authorize: Stage = async (exchange, next) => {
  const { cloud, claim, input } = exchange;
  const { code } = requireValue(exchange.operation, "operation");
  requirePermissions(
    cloud,
    claim.service,
    requireValue(exchange.key, "caller"),
    code.permissions(input, callOf(exchange)),
  );
  await next();
};
