import type { Target } from "../aws/target.ts";
import { timingText } from "../daemon/local-settings.ts";
import { STATE_FOLDER } from "../files/state-folder.ts";
import { toPrintable } from "../text/printable.ts";
import { LOCAL_REGION } from "./choose-target.ts";

/** A name and its target, such as `todo-api-dev on AWS, region eu-west-1 (from AWS_REGION)`. */
export function describeTarget(what: string, target: Target): string {
  const place = target.kind === "local" ? localPlace(target) : awsPlace(target);
  return toPrintable(`${what} on ${place}`);
}

/** The target as a JSON document, without secrets. */
export function targetDocument(target: Target): object {
  const { kind, region, profile, endpointUrl, endpoints, account, simulation } = target;
  const services = Object.entries(endpoints ?? {}).map(([service, { value }]) => [service, value]);
  const named = endpoints && { endpoints: Object.fromEntries(services) };
  return { kind, region, profile, endpointUrl, account, ...named, ...(simulation && { simulation }) };
}

function localPlace({ region, regionSource, simulation }: Target): string {
  const named = region === LOCAL_REGION ? "" : `, region ${region} (from ${regionSource})`;
  return `the local cloud (${STATE_FOLDER}/local)${named}${simulation ? `, timing ${timingText(simulation)}` : ""}`;
}

function awsPlace({
  region,
  regionSource,
  profile,
  profileSource,
  account,
  endpointUrl,
  endpointSource,
  endpoints = {},
  usesEnvironmentKeys,
}: Target): string {
  return [
    endpointUrl === undefined ? "AWS" : `${endpointUrl} (from ${endpointSource})`,
    `region ${region} (from ${regionSource})`,
    ...(profile === undefined ? [] : [`profile ${profile} (from ${profileSource})`]),
    ...(profile !== undefined && usesEnvironmentKeys ? ["credentials from AWS_ACCESS_KEY_ID"] : []),
    ...(account === undefined ? [] : [`account ${account}`]),
    ...Object.entries(endpoints).map(([service, { value, source }]) => `${service} at ${value} (from ${source})`),
  ].join(", ");
}
