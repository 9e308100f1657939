import { loadProfiles, type Profiles } from "../aws/load-profiles.ts";
import { SERVICES, type Service, serviceKey } from "../aws/services.ts";
import { usageError } from "../errors.ts";
import type { Io } from "../io.ts";
import { didYouMean } from "../text/did-you-mean.ts";
import type { Given } from "../text/given.ts";

/** The settings of a profile in the AWS configuration on this machine. */
export interface AwsProfile {
  readonly region?: string | undefined;
  readonly endpointUrl?: string | undefined;
  readonly serviceEndpoints: ReadonlyMap<Service, string>;
  /** The value as written in the file, such as "true". */
  readonly ignoreConfiguredEndpointUrls?: string | undefined;
  readonly caBundle?: string | undefined;
  readonly requiresMfa: boolean;
}

/**
 * Reads a profile as the SDK does. Throws a usage error if a named profile, or the services section of a profile, is
 * not found.
 */
export async function readAwsProfile(named: Given | undefined, { env }: Pick<Io, "env">): Promise<AwsProfile> {
  const { sections } = await loadProfiles(env);
  const name = named?.value ?? "default";
  const found = sections.get(name);
  if (named && !found) throw unknownProfile(named, [...sections.keys()].filter(isProfile));
  return {
    region: found?.["region"],
    endpointUrl: found?.["endpoint_url"],
    serviceEndpoints: serviceEndpointsOf(name, found?.["services"], sections),
    ignoreConfiguredEndpointUrls: found?.["ignore_configured_endpoint_urls"],
    caBundle: found?.["ca_bundle"],
    requiresMfa: requiresMfa(name, sections),
  };
}

function serviceEndpointsOf(
  profile: string,
  services: string | undefined,
  sections: Profiles["sections"],
): ReadonlyMap<Service, string> {
  if (services === undefined) return new Map();
  const section = sections.get(`services.${services}`);
  if (!section)
    throw usageError(
      `the profile ${JSON.stringify(profile)} refers to the section [services ${services}], which is not in the AWS configuration`,
    );
  return new Map(
    SERVICES.flatMap((service) => {
      const url = section[`${serviceKey(service)}.endpoint_url`];
      return url === undefined ? [] : [[service, url] as const];
    }),
  );
}

function requiresMfa(profile: string, sections: Profiles["sections"], seen: readonly string[] = []): boolean {
  const section = sections.get(profile);
  if (section === undefined || seen.includes(profile)) return false;
  const source = section["source_profile"];
  return (
    section["mfa_serial"] !== undefined || (source !== undefined && requiresMfa(source, sections, [...seen, profile]))
  );
}

function isProfile(section: string): boolean {
  return !/^(services|sso-session)\./.test(section);
}

function unknownProfile({ value, source }: Given, known: readonly string[]): Error {
  return usageError(
    `profile ${JSON.stringify(value)} (from ${source}) not found in the AWS configuration${didYouMean(value, known)}`,
    [{ command: "aws configure list-profiles", comment: "list the profiles" }],
  );
}
