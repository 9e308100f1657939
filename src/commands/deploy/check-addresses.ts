import type { Cloud } from "../../aws/cloud.ts";
import { type Callers, checkHealth, type Health, healthText } from "../status/check-health.ts";

/**
 * Checks the addresses of a stack on another AWS-compatible cloud, which may serve APIs and pages elsewhere. Returns a
 * warning about each address that does not respond as expected, unless it rejects the caller.
 */
export async function checkAddresses(
  apiUrl: string,
  websiteUrl: string | undefined,
  cloud: Cloud,
  callers: Callers,
): Promise<readonly string[]> {
  const { api, website } = await checkHealth(apiUrl, websiteUrl, cloud, callers);
  return [
    ...warningOf("API", api, WHY_API),
    ...(websiteUrl === undefined
      ? []
      : warningOf("website", website, websiteUrl.startsWith(apiUrl) ? WHY_API : WHY_BUCKET)),
  ];
}

const WHY_API = "the endpoint may not run functions, or may serve APIs at another address";
const WHY_BUCKET = "the endpoint may serve buckets at another address";

function warningOf(what: string, health: Health, why: string): readonly string[] {
  return health.healthy || health.rejection !== undefined
    ? []
    : [`the ${what} at ${health.url} ${healthText(health)}; ${why}`];
}
