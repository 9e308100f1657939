import { SERVICES, type ServiceEndpoints, serviceKey } from "../aws/services.ts";
import { usageError } from "../errors.ts";
import type { Io } from "../io.ts";
import { isLoopback } from "../network/loopback.ts";
import { firstGiven, type Given } from "../text/given.ts";
import type { AwsProfile } from "./aws-profile.ts";

/** A profile in the AWS configuration, and its name for messages. */
export interface NamedProfile {
  readonly name: string;
  readonly configured: AwsProfile;
}

/** Whether endpoints in the environment and the profile are ignored; the environment's setting takes precedence. */
export function ignoresConfiguredEndpoints(env: Io["env"], profile?: AwsProfile): boolean {
  return (
    toBoolean(env["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"]) ?? toBoolean(profile?.ignoreConfiguredEndpointUrls) ?? false
  );
}

/**
 * The endpoints for individual services, if they differ from the general one. The order of precedence is: an endpoint
 * on the command line, a service's variable, a general endpoint from outside the profile, and the profile's endpoint
 * for the service (https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html).
 */
export function readServiceEndpoints(
  env: Io["env"],
  profile: NamedProfile,
  forAll: { readonly endpoint: Given | undefined; readonly isFlag: boolean; readonly isFromProfile: boolean },
): ServiceEndpoints {
  if (forAll.isFlag || ignoresConfiguredEndpoints(env, profile.configured)) return {};
  const usesProfile = forAll.endpoint === undefined || forAll.isFromProfile;
  const found = SERVICES.flatMap((service) => {
    const variable = `AWS_ENDPOINT_URL_${serviceKey(service).toUpperCase()}`;
    const profileUrl = usesProfile ? profile.configured.serviceEndpoints.get(service) : undefined;
    const given = firstGiven([env[variable], variable], [profileUrl, profile.name]);
    if (given === undefined) return [];
    const endpoint = { value: parseEndpoint(given), source: given.source };
    return endpoint.value === forAll.endpoint?.value ? [] : [[service, endpoint] as const];
  });
  return Object.fromEntries(found);
}

/** Returns the URL without trailing slashes; throws a usage error if it is invalid. */
export function parseEndpoint({ value, source }: Given): string {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (/@/.test(value) || url?.search || url?.hash)
    throw usageError(
      `the endpoint URL (from ${source}) must not contain a user name, password, query or fragment, because it is printed and saved in .todo-api`,
    );
  if (url?.protocol !== "http:" && url?.protocol !== "https:")
    throw usageError(
      `the endpoint URL ${JSON.stringify(value)} (from ${source}) must be an HTTP or HTTPS URL, such as http://127.0.0.1:4566`,
    );
  return value.replace(/\/+$/, "");
}

/** Requests over plain HTTP, including their session tokens, can be read and changed in transit. */
export function rejectPlainHttp(endpoints: readonly Given[], isInsecureAllowed: boolean): void {
  for (const { value, source } of endpoints)
    if (!isInsecureAllowed && new URL(value).protocol === "http:" && !isLoopback(value))
      throw usageError(
        `the endpoint ${value} (from ${source}) uses plain HTTP to another machine, so others can read requests and credentials; use HTTPS, or --insecure to allow plain HTTP`,
      );
}

function toBoolean(text: string | undefined): boolean | undefined {
  if (!text) return undefined;
  return text.toLowerCase() === "true";
}
