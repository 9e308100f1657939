import { GetStageCommand } from "@aws-sdk/client-api-gateway";
import type { Access } from "../../api/resource-policy.ts";
import type { Cloud } from "../../aws/cloud.ts";
import { functionName } from "../../aws/names.ts";
import type { StackName } from "../../aws/stack-name.ts";
import { undefinedOn } from "../../aws/undefined-on.ts";
import { type FunctionVersion, fetchCode, listVersions } from "../../resources/function/versions.ts";
import { type RecordedRelease, releasesIn } from "../../resources/release.ts";
import { type KeptDeployment, listDeployments } from "../../resources/rest-api/deployments.ts";
import type { RestApiState } from "../../resources/rest-api/rest-api.ts";
import type { KeptFunction, KeptRelease } from "../../stack/rollback-stack.ts";

/** A release recorded in the API's tags, and whether AWS still has all of it. */
export interface SurveyedRelease {
  readonly release: RecordedRelease;
  /** Undefined if a part is missing. */
  readonly kept: KeptRelease | undefined;
  /** The missing parts, such as "the code of todo-api-dev-read". */
  readonly missing: readonly string[];
}

/** The releases of a stack. */
export interface Survey {
  /** The release of the last deploy or rollback. */
  readonly current: SurveyedRelease | undefined;
  /** The ID of the last deployed release, if it was rolled back. */
  readonly rolledBackFrom: string | undefined;
  /** The other releases, most recent first. */
  readonly others: readonly SurveyedRelease[];
  /** The deployed API's access settings; undefined if it has no stage or todo-api did not create the deployment. */
  readonly served: Access | undefined;
}

interface ReleaseParts {
  /** The versions, by action. */
  readonly versions: ReadonlyMap<string, readonly FunctionVersion[]>;
  /** The deployments, the current one first. */
  readonly deployments: readonly KeptDeployment[];
}

/** Reads the releases, and checks which of their parts AWS still has. */
export async function surveyReleases(cloud: Cloud, stack: StackName, { id, tags }: RestApiState): Promise<Survey> {
  const { current, rolledBackFrom, others } = releasesIn(tags);
  const all = current ? [current, ...others] : others;
  const actions = [...new Set(all.flatMap(({ functions }) => Object.keys(functions)))];
  const [versions, { serving, deployments }] = await Promise.all([
    Promise.all(actions.map(async (action) => [action, await versionsOf(cloud, stack, action)] as const)),
    deploymentsOf(cloud, stack, id),
  ]);
  const found = { versions: new Map(versions), deployments };
  const survey = (release: RecordedRelease) => surveyRelease(cloud, stack, release, found);
  const { access: served } = deployments.find((one) => one.id === serving) ?? {};
  return { current: current && survey(current), rolledBackFrom, others: others.map(survey), served };
}

async function versionsOf({ lambda }: Cloud, stack: StackName, action: string): Promise<readonly FunctionVersion[]> {
  return (await undefinedOn(listVersions(lambda, functionName(stack, action)), "ResourceNotFoundException")) ?? [];
}

async function deploymentsOf(
  { apigateway }: Cloud,
  { stage: stageName }: StackName,
  restApiId: string,
): Promise<{ readonly serving: string | undefined; readonly deployments: readonly KeptDeployment[] }> {
  const [stage, all] = await Promise.all([
    undefinedOn(apigateway.send(new GetStageCommand({ restApiId, stageName })), "NotFoundException"),
    listDeployments(apigateway, restApiId),
  ]);
  const serving = stage?.deploymentId;
  const isServing = ({ id }: KeptDeployment) => id === serving;
  return { serving, deployments: [...all.filter(isServing), ...all.filter((one) => !isServing(one))] };
}

function surveyRelease(
  cloud: Cloud,
  stack: StackName,
  release: RecordedRelease,
  { versions, deployments }: ReleaseParts,
): SurveyedRelease {
  const deployment = deployments.find(({ version }) => version === release.document);
  const functions = Object.entries(release.functions).map(([action, { fingerprint, tableActions }]) => {
    const version = versions.get(action)?.find((one) => one.fingerprint === fingerprint);
    return { action, kept: version && keptFunction(cloud, stack, action, version, tableActions) };
  });
  const missing = [
    ...functions.filter(({ kept }) => !kept).map(({ action }) => `the code of ${functionName(stack, action)}`),
    ...(deployment ? [] : ["the API's deployment"]),
  ];
  const kept = functions.flatMap((one) => one.kept ?? []);
  const isWhole = deployment !== undefined && missing.length === 0;
  return { release, missing, kept: isWhole ? { release, functions: kept, deployment } : undefined };
}

function keptFunction(
  cloud: Cloud,
  stack: StackName,
  action: string,
  version: FunctionVersion,
  tableActions: readonly string[],
): KeptFunction {
  const { settings, codeSha256: sha256 } = version;
  const zip = () => fetchCode(cloud, functionName(stack, action), version);
  return { action, settings, tableActions, code: { sha256, zip } };
}
