import { GetRoleCommand } from "@aws-sdk/client-iam";
import { type GetFunctionCommandOutput, GetPolicyCommand, paginateListAliases } from "@aws-sdk/client-lambda";
import { ACTIONS, type Action } from "../api/routes.ts";
import type { Cloud } from "../aws/cloud.ts";
import { collectPages } from "../aws/collect-pages.ts";
import { functionLogGroupName, functionName, roleName } from "../aws/names.ts";
import { type Tags, tagRecord } from "../aws/ownership.ts";
import { undefinedOn } from "../aws/undefined-on.ts";
import { existingRoleOf } from "../config/existing-roles.ts";
import { findFunction, tagsFailure } from "../resources/find-function.ts";
import { LATEST, listVersions } from "../resources/function/versions.ts";
import { KIND } from "../resources/kinds.ts";
import { listAttachedPolicyArns, readInlinePolicies } from "../resources/role/role-policies.ts";
import type { AuditedStack } from "./control.ts";
import { derived, factOf, factUnless, findValue, isAbsent, unreadableWithout } from "./fact.ts";
import type { ApiFacts, AuditedResource, FunctionFacts, FunctionStatement, RoleFacts } from "./facts.ts";
import { type Statement, statementsIn } from "./statements.ts";

export async function readFunctions(
  cloud: Cloud,
  { name: stack }: AuditedStack,
  apis: Promise<readonly AuditedResource<ApiFacts>[]>,
): Promise<readonly AuditedResource<FunctionFacts>[]> {
  const apiIds = apis.then((found) => () => found.map(({ facts }) => facts.api().id ?? ""));
  const found = await Promise.all(
    ACTIONS.map((action) => readFunction(cloud, functionName(stack, action), { action, apiIds })),
  );
  return found.flat();
}

/** Reads the roles of the functions. If a function could not be read, the facts about its role are unreadable. */
export async function readRoles(
  cloud: Cloud,
  { name: stack, region, settings }: AuditedStack,
  functions: readonly AuditedResource<FunctionFacts>[],
): Promise<readonly AuditedResource<RoleFacts>[]> {
  const found = new Map<string, RoleUse>();
  for (const { facts } of functions) {
    const arn = findValue(facts.configuration)?.value.Role;
    const name = arn?.split("/").at(-1) ?? roleName(stack, facts.action, region);
    const isExisting = arn !== undefined && arn === existingRoleOf(settings, facts.action);
    const logGroups = [...(found.get(name)?.logGroups ?? []), functionLogGroupName(stack, facts.action)];
    found.set(name, { name, isExisting, logGroups, configuration: facts.configuration });
  }
  return Promise.all(
    [...found.values()].map(async ({ configuration, ...use }) => {
      const isKnown = findValue(configuration)?.value.Role !== undefined;
      const facts = isKnown ? await readRole(cloud, use.name) : unreadable(configuration, use.name);
      return { kind: KIND.role, name: use.name, facts: { ...use, ...facts } };
    }),
  );
}

/** A role, with the facts that are known from the functions that use it. */
interface RoleUse extends Pick<RoleFacts, "name" | "isExisting" | "logGroups"> {
  readonly configuration: FunctionFacts["configuration"];
}

type RoleReadings = Omit<RoleFacts, keyof RoleUse>;

function unreadable(configuration: FunctionFacts["configuration"], name: string): RoleReadings {
  const unread = unreadableWithout(
    configuration,
    `Lambda returned a function without its role, which should be ${name}`,
  );
  return { trust: unread, tags: unread, inline: unread, attached: unread };
}

async function readFunction(
  cloud: Cloud,
  name: string,
  known: { readonly action: Action; readonly apiIds: Promise<FunctionFacts["apiIds"]> },
): Promise<readonly AuditedResource<FunctionFacts>[]> {
  const reading = findFunction(cloud.lambda, name);
  const found = await factOf("lambda:GetFunction", reading);
  if (isAbsent(found)) return [];
  const [tags, policy, apiIds] = await Promise.all([
    factOf("lambda:ListTags", reading.then(tagsOf)),
    factOf("lambda:GetPolicy", readPolicies(cloud, name)),
    known.apiIds,
  ]);
  const facts = {
    action: known.action,
    configuration: derived(found, (output) => output?.Configuration ?? {}),
    tags,
    reservedConcurrency: derived(found, (output) => output?.Concurrency?.ReservedConcurrentExecutions),
    policy,
    apiIds,
  };
  return [{ kind: KIND.function, name, facts }];
}

/** Throws if Lambda could not read the tags: without tags, the function would seem to have another owner. */
function tagsOf(output: GetFunctionCommandOutput | undefined): Tags {
  const { Tags: tags = {}, TagsError } = output ?? {};
  if (TagsError) throw tagsFailure(TagsError);
  return tags;
}

/**
 * Reads the policies in sequence, because Lambda accepts only 15 of these calls per second
 * (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html).
 */
async function readPolicies(cloud: Cloud, name: string): Promise<readonly FunctionStatement[]> {
  const statements: FunctionStatement[] = [];
  const qualifiers = (await undefinedOn(listQualifiers(cloud, name), "ResourceNotFoundException")) ?? [];
  for (const qualifier of [undefined, ...qualifiers]) statements.push(...(await readPolicy(cloud, name, qualifier)));
  return statements;
}

/** The published versions and the aliases of a function, each of which can have its own policy. */
async function listQualifiers({ lambda }: Cloud, FunctionName: string): Promise<readonly string[]> {
  const [versions, aliases] = await Promise.all([
    listVersions(lambda, FunctionName),
    collectPages(paginateListAliases({ client: lambda }, { FunctionName }), ({ Aliases }) => Aliases),
  ]);
  // A policy cannot be attached to $LATEST: the function's own policy applies to it.
  const published = versions.map(({ qualifier }) => qualifier).filter((qualifier) => qualifier !== LATEST);
  return [...published, ...aliases.flatMap(({ Name = [] }) => Name)];
}

async function readPolicy(
  { lambda }: Cloud,
  FunctionName: string,
  qualifier: string | undefined,
): Promise<readonly FunctionStatement[]> {
  const command = new GetPolicyCommand({ FunctionName, Qualifier: qualifier });
  const found = await undefinedOn(lambda.send(command), "ResourceNotFoundException");
  return found?.Policy === undefined ? [] : statementsIn(found.Policy).map((one) => ({ ...one, qualifier }));
}

async function readRole(cloud: Cloud, name: string): Promise<RoleReadings> {
  const [role, inline, attached] = await Promise.all([
    factUnless(ABSENT, "iam:GetRole", cloud.iam.send(new GetRoleCommand({ RoleName: name }))),
    factUnless(ABSENT, "iam:ListRolePolicies", readInline(cloud, name)),
    factUnless(ABSENT, "iam:ListAttachedRolePolicies", listAttachedPolicyArns(cloud.iam, name)),
  ]);
  return {
    trust: derived(role, (found) => statementsIn(found?.Role?.AssumeRolePolicyDocument ?? "{}")),
    tags: derived(role, (found) => tagRecord(found?.Role?.Tags)),
    inline: derived(inline, (found) => found ?? {}),
    attached: derived(attached, (found) => found ?? []),
  };
}

const ABSENT = "NoSuchEntityException";

async function readInline({ iam }: Cloud, RoleName: string): Promise<Readonly<Record<string, readonly Statement[]>>> {
  const policies = await readInlinePolicies(iam, RoleName);
  return Object.fromEntries([...policies].map(([name, text]) => [name, statementsIn(text)]));
}
