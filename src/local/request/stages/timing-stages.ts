import { requireValue, type Stage } from "../exchange.ts";

/** If AWS rejects concurrent updates to a resource, rejects an update while another one is in progress. */
export const rejectConcurrentUpdate: Stage = async ({ cloud, claim, operation, input }, next) => {
  const { service, region } = claim;
  const call = { service, region, operation: requireValue(operation, "operation").model.name };
  const end = cloud.timing.concurrentUpdates.begin(call, input);
  try {
    await next();
  } finally {
    end();
  }
};

/** Delays the call as AWS would. The operation runs about halfway between the request and its response. */
export const addLatency: Stage = async ({ cloud, claim, operation }, next) => {
  const { timing, clock } = cloud;
  const latency = timing.latency(claim.service, requireValue(operation, "operation").model.name);
  if (latency === 0) return next();
  await clock.sleep(latency / 2);
  await next();
  await clock.sleep(latency / 2);
};
