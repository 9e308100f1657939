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
  checkEndpoint,
  ignoresConfiguredEndpoints,
  readServiceEndpoints,
  refusePlainHttp,
} from "./service-endpoints.ts";
import type { RememberedTarget } from "./target-cache.ts";

/** What settings are chosen from, the strongest first; `memory` is what was deployed from this folder last. */
export interface Sources {
  readonly flags: GlobalFlags;
  readonly env: Io["env"];
  readonly file: FileSettings;
  readonly memory: RememberedTarget | undefined;
}

/** A target, and what is remembered if the folder's memory is about this very place. */
export interface Chosen {
  readonly target: Target;
  readonly memory: RememberedTarget | undefined;
}

/** Of the local cloud, unless another is asked for. */
export const LOCAL_REGION = "us-east-1";
const LAST_DEPLOY = "the last deploy";
/** Sources that come with the folder. It may be a clone, a share or a backup: what it says must not send signed requests to another machine. */
const FILES: readonly string[] = [CONFIG_FILE, LAST_DEPLOY];

/** Decides which cloud is meant. Memory counts as a whole: settings of one place are never mixed with those of another. */
export async function chooseTarget(sources: Sources): Promise<Chosen> {
  refuseEmptyFlags(sources.flags);
  return isLocal(sources) ? chooseLocal(sources) : chooseAws(sources);
}

/** `--profile "$PROFILE"` with an unset variable must not mean another account. */
function refuseEmptyFlags({ region, profile, endpointUrl }: GlobalFlags): void {
  const flags = { "--region": region, "--profile": profile, "--endpoint-url": endpointUrl };
  for (const [flag, value] of Object.entries(flags)) if (value === "") throw usageError(`${flag} is empty.`);
}

function isLocal({ flags, env, file, memory }: Sources): boolean {
  const elsewhere = flags.profile !== undefined ? "--profile" : flags.endpointUrl !== undefined && "--endpoint-url";
  if (flags.local && elsewhere)
    throw usageError(`--local and ${elsewhere} name two different targets; leave one of them out.`);
  if (flags.local !== undefined) return flags.local;
  if (elsewhere) return false;
  return parseSwitch("TODO_API_LOCAL", env) ?? file.local ?? memory?.local ?? false;
}

/** The AWS variables of the environment are about AWS: a local stack is found again whatever they say. */
function chooseLocal({ flags, file, memory }: Sources): Chosen {
  const local = memory?.local ? memory : undefined;
  const region = firstGiven([flags.region, "--region"], [file.region, CONFIG_FILE], [local?.region, LAST_DEPLOY]) ?? {
    value: LOCAL_REGION,
    source: "the default",
  };
  return { target: { kind: "local", ...checkRegion(region, true) }, memory: local };
}

async function chooseAws({ flags, env, file, memory: remembered }: Sources): Promise<Chosen> {
  const givenProfile = firstGiven(
    [flags.profile, "--profile"],
    [env["AWS_PROFILE"], "AWS_PROFILE"],
    [file.profile, CONFIG_FILE],
  );
  const givenEndpoint = (ignoresConfigured: boolean) =>
    firstGiven(
      [flags.endpointUrl, "--endpoint-url"],
      [ignoresConfigured ? undefined : env["AWS_ENDPOINT_URL"], "AWS_ENDPOINT_URL"],
      [file.endpointUrl, CONFIG_FILE],
    );
  const memory =
    remembered && isSamePlace(remembered, givenProfile, givenEndpoint(ignoresConfiguredEndpoints(env)))
      ? remembered
      : undefined;
  const profile = givenProfile ?? firstGiven([memory?.profile, LAST_DEPLOY]);
  const configured = await readAwsProfile(profile, { env });
  const profileName = `profile ${profile?.value ?? "default"}`;
  const ignoresConfigured = ignoresConfiguredEndpoints(env, configured);
  const named = givenEndpoint(ignoresConfigured) ?? firstGiven([memory?.endpointUrl, LAST_DEPLOY]);
  const found = named ?? firstGiven([ignoresConfigured ? undefined : configured.endpointUrl, profileName]);
  const endpoint = found && { ...found, value: checkEndpoint(refuseForeign(found)) };
  const endpoints = readServiceEndpoints(
    env,
    { name: profileName, configured },
    { endpoint, isFlag: flags.endpointUrl !== undefined, isOfProfile: named === undefined },
  );
  refusePlainHttp([...(endpoint ? [endpoint] : []), ...Object.values(endpoints)], flags.insecure ?? false);
  const region = firstGiven(
    [flags.region, "--region"],
    [env["AWS_REGION"], "AWS_REGION"],
    [env["AWS_DEFAULT_REGION"], "AWS_DEFAULT_REGION"],
    [file.region, CONFIG_FILE],
    [memory?.region, LAST_DEPLOY],
    [configured.region, profileName],
  );
  const caBundle = firstGiven([env["AWS_CA_BUNDLE"], "AWS_CA_BUNDLE"], [configured.caBundle, profileName]);
  const usesKeys = usesEnvironmentKeys(env, profile);
  if (region === undefined) throw noRegion(flags);
  const target: Target = {
    kind: "aws",
    ...checkRegion(region, endpoint !== undefined),
    ...(profile && { profile: profile.value, profileSource: profile.source }),
    ...(endpoint && { endpointUrl: endpoint.value, endpointSource: endpoint.source }),
    ...(Object.keys(endpoints).length > 0 && { endpoints }),
    ...(caBundle && { caBundle }),
    usesEnvironmentKeys: usesKeys,
    requiresMfa: configured.requiresMfa && !usesKeys,
  };
  return { target, memory };
}

/** As in the AWS CLI: a profile that was asked for by name is used, and AWS_PROFILE alone yields to the keys of the environment. */
function usesEnvironmentKeys(env: Io["env"], profile: Given | undefined): boolean {
  const mayUse = profile === undefined || profile.source === "AWS_PROFILE";
  const [id, secret] = [env["AWS_ACCESS_KEY_ID"], env["AWS_SECRET_ACCESS_KEY"]];
  if (mayUse && !id !== !secret)
    throw usageError(
      `${id ? "AWS_ACCESS_KEY_ID" : "AWS_SECRET_ACCESS_KEY"} is set and ${id ? "AWS_SECRET_ACCESS_KEY" : "AWS_ACCESS_KEY_ID"} is not; set both or neither.`,
    );
  return mayUse && Boolean(id && secret);
}

function isSamePlace(memory: RememberedTarget, profile: Given | undefined, endpoint: Given | undefined): boolean {
  if (memory.local) return false;
  return (
    (profile === undefined || profile.value === memory.profile) &&
    (endpoint === undefined || endpoint.value.replace(/\/+$/, "") === memory.endpointUrl)
  );
}

/** AWS's regions have a shape that catches slips; other endpoints may call theirs what they like. */
function checkRegion(region: Given, isFree: boolean): Pick<Target, "region" | "regionSource"> {
  const shape = isFree ? /^[a-z0-9][a-z0-9-]*$/ : /^[a-z]{2,4}(-[a-z]+)+-\d{1,2}$/;
  if (!shape.test(region.value))
    throw usageError(
      `The region ${JSON.stringify(region.value)} (from ${region.source}) is not one of AWS's, such as eu-west-1.`,
    );
  const partition = isFree ? undefined : unsupportedPartitionOf(region.value);
  if (partition !== undefined)
    throw usageError(
      `The region ${region.value} (from ${region.source}) is of the partition ${partition}, which todo-api does not support; it knows aws, aws-cn, aws-us-gov and aws-eusc`,
    );
  return { region: region.value, regionSource: region.source };
}

function noRegion({ app, stage }: GlobalFlags): TodoApiError {
  const stack = `${app === undefined ? "" : ` --app ${app}`}${stage === undefined ? "" : ` --stage ${stage}`}`;
  return new TodoApiError(
    "no-region",
    EXIT.usage,
    "No AWS region is set: give --region, set AWS_REGION, or put `region` into todo-api.json or your profile in ~/.aws/config.",
    {
      next: [
        { command: `todo-api deploy${stack} --region eu-west-1`, comment: "name the region" },
        { command: `todo-api deploy${stack} --local`, comment: "try it without an AWS account" },
      ],
    },
  );
}

function refuseForeign(given: Given): Given {
  if (FILES.includes(given.source) && URL.canParse(given.value) && !isLoopback(given.value))
    throw foreignEndpoint(given);
  return given;
}

function foreignEndpoint({ value, source }: Given): TodoApiError {
  const where = source === CONFIG_FILE ? `in ${CONFIG_FILE}` : "in .todo-api/target.json";
  return usageError(
    `The endpoint URL ${JSON.stringify(value)} (${where}) is not on this machine; a file in the folder cannot send requests elsewhere. Give it by --endpoint-url or AWS_ENDPOINT_URL if you trust it.`,
  );
}
