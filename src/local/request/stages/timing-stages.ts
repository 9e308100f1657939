import { requireValue, type Stage } from "../exchange.ts";

/** Rejects an update of a resource while another update of it is in progress, if AWS does. */
export const rejectConcurrentUpdate: Stage = async ({ cloud, claim, operation, input }, next) => {
  const { name } = requireValue(operation, "operation").model;
  const end = cloud.timing.concurrentUpdates.begin(claim.service, name, input);
  try {
    await next();
  } finally {
    end();
  }
};

/** Takes as long as AWS does. The effect occurs about halfway between the request and its response. */
export const addLatency: Stage = async ({ cloud, claim, operation }, next) => {
  const { timing, clock } = cloud;
  const latency = timing.latency(claim.service, requireValue(operation, "operation").model.name);
  if (latency === 0) return next();
  await clock.sleep(latency / 2);
  await next();
  await clock.sleep(latency / 2);
};
