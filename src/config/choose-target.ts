import { unsupportedPartitionOf } from "../aws/partitions.ts";
import type { Target } from "../aws/target.ts";
import { EXIT, TodoApiError, usageError } from "../errors.ts";
import type { Io } from "../io.ts";
import { isLoopback } from "../network/loopback.ts";
import { firstGiven, type Given } from "../text/given.ts";
import { readAwsProfile } from "./aws-profile.ts";
import { CONFIG_FILE, type FileSettings } from "./config-file.ts";
import type { GlobalFlags } from "./global-flags.ts";
import { parseSwitch } from "./parse-switch.ts";
import {
  ignoresConfiguredEndpoints,
  type NamedProfile,
  parseEndpoint,
  readServiceEndpoints,
  rejectPlainHttp,
} from "./service-endpoints.ts";
import type { RememberedTarget } from "./target-cache.ts";

/** The sources of the target, in order of precedence. */
interface Sources {
  readonly flags: GlobalFlags;
  readonly env: Io["env"];
  readonly file: FileSettings;
  readonly lastDeploy: RememberedTarget | undefined;
}

/** A target, and the last deploy if that deploy may have been to the same cloud. */
interface Chosen {
  readonly target: Target;
  readonly lastDeploy: RememberedTarget | undefined;
}

export const NO_REGION = "no-region";
/** The region of the local cloud, unless another is given. */
export const LOCAL_REGION = "us-east-1";
const LAST_DEPLOY = "the last deploy";
/**
 * The sources that are files in the working folder. The folder may be a clone, a share or a backup, so an endpoint in
 * these files must not direct signed requests to another machine.
 */
const UNTRUSTED_SOURCES: readonly string[] = [CONFIG_FILE, LAST_DEPLOY];

/** Chooses the target. The last deploy is ignored if the given settings name a different cloud, profile or endpoint. */
export async function chooseTarget(sources: Sources): Promise<Chosen> {
  rejectEmptyFlags(sources.flags);
  return isLocal(sources) ? chooseLocal(sources) : chooseAws(sources);
}

/** `--profile "$PROFILE"` with an unset variable must not select the wrong account. */
function rejectEmptyFlags({ region, profile, endpointUrl }: GlobalFlags): void {
  const flags = { "--region": region, "--profile": profile, "--endpoint-url": endpointUrl };
  for (const [flag, value] of Object.entries(flags)) if (value === "") throw usageError(`${flag} is empty`);
}

function isLocal({ flags, env, file, lastDeploy }: Sources): boolean {
  const elsewhere = flags.profile !== undefined ? "--profile" : flags.endpointUrl !== undefined && "--endpoint-url";
  if (flags.local && elsewhere) throw usageError(`--local and ${elsewhere} name different targets; remove one of them`);
  if (flags.local !== undefined) return flags.local;
  if (elsewhere) return false;
  return parseSwitch("TODO_API_LOCAL", env) ?? file.local ?? lastDeploy?.local ?? false;
}

/** The AWS_ variables do not apply to the local cloud. */
function chooseLocal({ flags, file, lastDeploy }: Sources): Chosen {
  const local = lastDeploy?.local ? lastDeploy : undefined;
  const region = firstGiven([flags.region, "--region"], [file.region, CONFIG_FILE], [local?.region, LAST_DEPLOY]) ?? {
    value: LOCAL_REGION,
    source: "the default",
  };
  return { target: { kind: "local", ...parseRegion(region, true) }, lastDeploy: local };
}

async function chooseAws({ lastDeploy: remembered, ...given }: Sources): Promise<Chosen> {
  const { flags, env, file } = given;
  const givenProfile = firstGiven(
    [flags.profile, "--profile"],
    [env["AWS_PROFILE"], "AWS_PROFILE"],
    [file.profile, CONFIG_FILE],
  );
  const isSameCloud =
    remembered && mayBeSameCloud(remembered, givenProfile, givenEndpoint(given, ignoresConfiguredEndpoints(env)));
  const lastDeploy = isSameCloud ? remembered : undefined;
  const sources = { ...given, lastDeploy };
  const profile = givenProfile ?? firstGiven([lastDeploy?.profile, LAST_DEPLOY]);
  const configured = await readAwsProfile(profile, { env });
  const named = { name: `profile ${profile?.value ?? "default"}`, configured };
  const endpoints = chooseEndpoints(sources, named);
  const region = chooseRegion(sources, named);
  const caBundle = firstGiven([env["AWS_CA_BUNDLE"], "AWS_CA_BUNDLE"], [configured.caBundle, named.name]);
  const usesKeys = usesEnvironmentKeys(env, profile);
  if (region === undefined) throw noRegion();
  const target: Target = {
    kind: "aws",
    ...parseRegion(region, endpoints.endpointUrl !== undefined),
    ...(profile && { profile: profile.value, profileSource: profile.source }),
    ...endpoints,
    ...(caBundle && { caBundle }),
    usesEnvironmentKeys: usesKeys,
    requiresMfa: configured.requiresMfa && !usesKeys,
  };
  return { target, lastDeploy };
}

function givenEndpoint(
  { flags, env, file }: Omit<Sources, "lastDeploy">,
  ignoresConfigured: boolean,
): Given | undefined {
  return firstGiven(
    [flags.endpointUrl, "--endpoint-url"],
    [ignoresConfigured ? undefined : env["AWS_ENDPOINT_URL"], "AWS_ENDPOINT_URL"],
    [file.endpointUrl, CONFIG_FILE],
  );
}

/** The endpoints for all services and for individual services; each is absent if AWS's default applies. */
function chooseEndpoints(
  sources: Sources,
  profile: NamedProfile,
): Pick<Target, "endpointUrl" | "endpointSource" | "endpoints"> {
  const { flags, env, lastDeploy } = sources;
  const ignoresConfigured = ignoresConfiguredEndpoints(env, profile.configured);
  const named = givenEndpoint(sources, ignoresConfigured) ?? firstGiven([lastDeploy?.endpointUrl, LAST_DEPLOY]);
  const found = named ?? firstGiven([ignoresConfigured ? undefined : profile.configured.endpointUrl, profile.name]);
  const endpoint = found && { ...found, value: rejectRemote({ ...found, value: parseEndpoint(found) }).value };
  const isFlag = flags.endpointUrl !== undefined;
  const endpoints = readServiceEndpoints(env, profile, { endpoint, isFlag, isFromProfile: named === undefined });
  rejectPlainHttp([...(endpoint ? [endpoint] : []), ...Object.values(endpoints)], flags.insecure ?? false);
  return {
    ...(endpoint && { endpointUrl: endpoint.value, endpointSource: endpoint.source }),
    ...(Object.keys(endpoints).length > 0 && { endpoints }),
  };
}

function chooseRegion(
  { flags, env, file, lastDeploy }: Sources,
  { name, configured }: NamedProfile,
): Given | undefined {
  return firstGiven(
    [flags.region, "--region"],
    [env["AWS_REGION"], "AWS_REGION"],
    [env["AWS_DEFAULT_REGION"], "AWS_DEFAULT_REGION"],
    [file.region, CONFIG_FILE],
    [lastDeploy?.region, LAST_DEPLOY],
    [configured.region, name],
  );
}

/**
 * As in the AWS CLI, --profile takes precedence over the environment's keys, which take precedence over AWS_PROFILE. A
 * profile from the configuration file or the last deploy has the precedence of --profile.
 */
function usesEnvironmentKeys(env: Io["env"], profile: Given | undefined): boolean {
  const mayUse = profile === undefined || profile.source === "AWS_PROFILE";
  const [id, secret] = [env["AWS_ACCESS_KEY_ID"], env["AWS_SECRET_ACCESS_KEY"]];
  if (mayUse && !id !== !secret)
    throw usageError(
      `${id ? "AWS_ACCESS_KEY_ID" : "AWS_SECRET_ACCESS_KEY"} is set, but ${id ? "AWS_SECRET_ACCESS_KEY" : "AWS_ACCESS_KEY_ID"} is not; set both or neither`,
    );
  return mayUse && Boolean(id && secret);
}

function mayBeSameCloud(
  lastDeploy: RememberedTarget,
  profile: Given | undefined,
  endpoint: Given | undefined,
): boolean {
  if (lastDeploy.local) return false;
  return (
    (profile === undefined || profile.value === lastDeploy.profile) &&
    (endpoint === undefined || endpoint.value.replace(/\/+$/, "") === lastDeploy.endpointUrl)
  );
}

/** Parses a region. Checks the format of AWS region names to catch typos; other endpoints can use any name. */
function parseRegion(region: Given, allowsAnyName: boolean): Pick<Target, "region" | "regionSource"> {
  const shape = allowsAnyName ? /^[a-z0-9][a-z0-9-]*$/ : /^[a-z]{2,4}(-[a-z]+)+-\d{1,2}$/;
  if (!shape.test(region.value))
    throw usageError(
      `region ${JSON.stringify(region.value)} (from ${region.source}) is invalid; use a region such as eu-west-1`,
    );
  const partition = allowsAnyName ? undefined : unsupportedPartitionOf(region.value);
  if (partition !== undefined)
    throw usageError(
      `region ${region.value} (from ${region.source}) is in the partition ${partition}, which is not supported; supported partitions are aws, aws-cn, aws-us-gov and aws-eusc`,
    );
  return { region: region.value, regionSource: region.source };
}

/** The caller adds the hints, because they repeat the user's command. */
function noRegion(): TodoApiError {
  return new TodoApiError(
    NO_REGION,
    EXIT.usage,
    "no AWS region is set; use --region or AWS_REGION, or set the region in todo-api.json or ~/.aws/config",
  );
}

function rejectRemote(given: Given): Given {
  if (UNTRUSTED_SOURCES.includes(given.source) && URL.canParse(given.value) && !isLoopback(given.value))
    throw remoteEndpoint(given);
  return given;
}

function remoteEndpoint({ value, source }: Given): TodoApiError {
  const file = source === CONFIG_FILE ? CONFIG_FILE : ".todo-api/target.json";
  return usageError(
    `the endpoint URL ${JSON.stringify(value)} (from ${file}) points to another machine; files in this folder may only name endpoints on this machine, so set a URL that you trust with --endpoint-url or AWS_ENDPOINT_URL`,
  );
}
