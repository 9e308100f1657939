import { readCaBundle } from "../network/ca-bundle.ts";
import { ProxyingHandler } from "../network/request-handler.ts";
import { type Addresses, awsAddresses, emulatorAddresses, localAddresses, type RepeatRequest } from "./addresses.ts";
import { toSdkName } from "./load-profiles.ts";
import type { Service } from "./services.ts";
import { endpointOf, type Target } from "./target.ts";

/** The number of attempts unless `retryStrategy` is set. With 3, the SDK's default, clients give up within a second. */
const ATTEMPTS = 5;

/** The SDK client configuration for a target and a service. */
export function clientConfig(target: Target, service: Service) {
  const { region, profile, credentials } = target;
  const endpoint = endpointOf(target, service);
  return {
    region,
    maxAttempts: ATTEMPTS,
    requestHandler: clientHandler(target),
    // The target has the endpoint. Without this, the SDK would read one from the environment or the default profile.
    ignoreConfiguredEndpointUrls: true,
    ...(profile !== undefined && { profile: toSdkName(profile) }),
    // Settings for FIPS and dual-stack select an AWS endpoint; the SDK rejects them together with a custom endpoint.
    ...(endpoint !== undefined && { endpoint, useFipsEndpoint: false, useDualstackEndpoint: false }),
    ...(credentials && { credentials }),
  };
}

const REQUEST_TIMEOUTS = { connectionTimeout: 10_000, requestTimeout: 60_000, throwOnRequestTimeout: true };

/** Creates the clients' request handler. It uses the environment's proxy, if any, for AWS but not the local cloud. */
export function clientHandler({ kind, caBundle }: Target, timeouts: Partial<typeof REQUEST_TIMEOUTS> = {}) {
  const options = { ...REQUEST_TIMEOUTS, ...timeouts };
  if (kind === "local") return options;
  return new ProxyingHandler(options, caBundle && readCaBundle(caBundle));
}

/** Whether a service is called at a configured endpoint instead of AWS's default endpoint or the local cloud. */
export function usesConfiguredEndpoint(target: Target, service: Service): boolean {
  return target.kind === "aws" && endpointOf(target, service) !== undefined;
}

export function addressesOf(target: Target, repeat: RepeatRequest = (request) => request()): Addresses {
  const { region, endpointUrl, localToken } = target;
  if (endpointUrl !== undefined && localToken !== undefined) return localAddresses(endpointUrl, localToken, repeat);
  const onAws = awsAddresses(region);
  const [apis, buckets] = [endpointOf(target, "API Gateway"), endpointOf(target, "S3")];
  const { apiUrl } = apis === undefined ? onAws : emulatorAddresses(apis);
  return { ...(buckets === undefined ? onAws : emulatorAddresses(buckets)), apiUrl };
}
