import type { Throttle } from "../../config/api-settings.ts";

/**
 * Prices in dollars in us-east-1, without the free tier: per million requests, GB-seconds, write units or read units,
 * or per GB. src/aws/README.md has the same figures.
 * https://aws.amazon.com/api-gateway/pricing/ https://aws.amazon.com/lambda/pricing/
 * https://aws.amazon.com/dynamodb/pricing/on-demand/ https://aws.amazon.com/cloudwatch/pricing/
 * https://aws.amazon.com/ec2/pricing/on-demand/#Data_Transfer
 */
const PRICES = {
  /** The sum for API Gateway and Lambda. */
  request: 3.5 + 0.2,
  gigabyteSecond: 13.3334,
  writeUnit: 0.625,
  readUnit: 0.125,
  /** Per GB of logs. */
  logs: 0.5,
  /** Per GB sent to the internet. */
  sent: 0.09,
};
/** The cost of logging a million requests, 1.5 kB each: a line in the access log and one in the function's log. */
const COST_OF_LOGS = 1.5 * PRICES.logs;
const MEMORY_GIGABYTES = 0.25;
/**
 * The cost of a million requests that create an item of up to 1 kB with an idempotency key: 20 ms each, and two records
 * in a transaction, which requires two write units per record.
 */
const COST_OF_SMALL_REQUESTS =
  PRICES.request + COST_OF_LOGS + MEMORY_GIGABYTES * 0.02 * PRICES.gigabyteSecond + 4 * PRICES.writeUnit;
/**
 * The cost of a million pages of 1 MB, the maximum that one Query reads: 100 ms each, 256 read units of 4 kB each, and
 * 1,000 GB sent in total.
 */
const COST_OF_FULL_PAGES =
  PRICES.request +
  COST_OF_LOGS +
  MEMORY_GIGABYTES * 0.1 * PRICES.gigabyteSecond +
  256 * PRICES.readUnit +
  1_000 * PRICES.sent;

/** The maximum cost per day, in whole dollars, if requests arrive at the stage's full rate all day. */
export function dailyCost({ rate }: Throttle): { readonly smallRequests: number; readonly fullPages: number } {
  const millions = (rate * 86_400) / 1_000_000;
  return {
    smallRequests: Math.ceil(millions * COST_OF_SMALL_REQUESTS),
    fullPages: Math.ceil(millions * COST_OF_FULL_PAGES),
  };
}
