import type { Throttle } from "../../config/api-settings.ts";

/**
 * Dollars per million requests in us-east-1, without free allowances. src/aws/README.md has the same figures.
 * https://aws.amazon.com/api-gateway/pricing/ https://aws.amazon.com/lambda/pricing/
 * https://aws.amazon.com/dynamodb/pricing/on-demand/ https://aws.amazon.com/cloudwatch/pricing/
 * https://aws.amazon.com/ec2/pricing/on-demand/#Data_Transfer
 */
const PRICES = {
  request: 3.5 + 0.2,
  gigabyteSecond: 13.3334,
  writeUnit: 0.625,
  readUnit: 0.125,
  /** Per GB of logs. */
  logs: 0.5,
  sent: 0.09,
};
/** 1.5 kB for each request: the access log's line and the function's. */
const LOGS = 1.5 * PRICES.logs;
const MEMORY_GIGABYTES = 0.25;
/**
 * The creation of an item of up to 1 kB with an idempotency key: 20 ms, and two records in a transaction, each of which
 * counts twice.
 */
const SMALL = PRICES.request + LOGS + MEMORY_GIGABYTES * 0.02 * PRICES.gigabyteSecond + 4 * PRICES.writeUnit;
/**
 * A page of 1 MB, the maximum that one Query reads: 100 ms, 4 kB for each read unit, and 1,000 GB sent for a million
 * pages.
 */
const PAGE =
  PRICES.request + LOGS + MEMORY_GIGABYTES * 0.1 * PRICES.gigabyteSecond + 256 * PRICES.readUnit + 1_000 * PRICES.sent;

/** The highest cost of a day in whole dollars, if requests use the whole limit of the stage. */
export function dailyCost({ rate }: Throttle): { readonly smallRequests: number; readonly fullPages: number } {
  const millions = (rate * 86_400) / 1_000_000;
  return { smallRequests: Math.ceil(millions * SMALL), fullPages: Math.ceil(millions * PAGE) };
}
