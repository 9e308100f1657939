import type { Target } from "../config.ts";
import { type Addresses, type Asking, awsAddresses, emulatorAddresses, localAddresses } from "./addresses.ts";

/** How often the SDK tries a call by itself, where no strategy of ours is given; its own three give up within a second. */
const ATTEMPTS = 5;

/** What every client of a target is made with. */
export function clientConfig({ region, profile, endpointUrl, credentials }: Target) {
  return {
    region,
    maxAttempts: ATTEMPTS,
    requestHandler: { connectionTimeout: 10_000, requestTimeout: 60_000, throwOnRequestTimeout: true },
    ...(profile !== undefined && { profile }),
    ...(endpointUrl !== undefined && { endpoint: endpointUrl }),
    ...(credentials && { credentials }),
  };
}

/** How the URLs of APIs and websites are found at a target; the local cloud is asked for them. */
export function addressesOf(
  { region, endpointUrl, localToken }: Target,
  asking: Asking = (question) => question(),
): Addresses {
  if (endpointUrl === undefined) return awsAddresses(region);
  return localToken === undefined ? emulatorAddresses(endpointUrl) : localAddresses(endpointUrl, localToken, asking);
}
