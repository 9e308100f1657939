import { GetRoleCommand } from "@aws-sdk/client-iam";
import { GetPolicyCommand } from "@aws-sdk/client-lambda";
import { ACTIONS } from "../api/routes.ts";
import type { Cloud } from "../aws/cloud.ts";
import { functionLogGroupName, functionName, roleName } from "../aws/names.ts";
import { tagRecord } from "../aws/ownership.ts";
import { undefinedOn } from "../aws/undefined-on.ts";
import { findFunction } from "../resources/find-function.ts";
import { attachedPolicyArns, inlinePolicies } from "../resources/role/role-policies.ts";
import type { AuditedStack } from "./control.ts";
import { derived, factOf, isAbsent, knownOf, unreadableWithout } from "./fact.ts";
import type { FunctionFacts, RoleFacts, Subject } from "./facts.ts";
import { type Statement, statementsIn } from "./statements.ts";

interface FunctionSubject extends Subject<FunctionFacts> {
  readonly action: string;
}

/** Reads the functions of the stack. */
export async function readFunctions(cloud: Cloud, { name: stack }: AuditedStack): Promise<readonly FunctionSubject[]> {
  const found = await Promise.all(ACTIONS.map((action) => readFunction(cloud, functionName(stack, action), action)));
  return found.flat();
}

/** Reads the roles that the functions have. Without permission to read a function, its role is unknown. */
export async function readRoles(
  cloud: Cloud,
  { name: stack, region }: AuditedStack,
  functions: readonly FunctionSubject[],
): Promise<readonly Subject<RoleFacts>[]> {
  const found = await Promise.all(
    functions.map(async ({ action, facts: { configuration } }) => {
      const name = knownOf(configuration)?.value.Role?.split("/").at(-1);
      const computed = roleName(stack, action, region);
      const logGroup = functionLogGroupName(stack, action);
      const facts =
        name === undefined ? unreadable(configuration, computed, logGroup) : await readRole(cloud, name, logGroup);
      return { kind: "IAM role", name: facts.name, facts };
    }),
  );
  return [...new Map(found.map((one) => [one.name, one])).values()];
}

function unreadable(configuration: FunctionFacts["configuration"], name: string, logGroup: string): RoleFacts {
  const deny = unreadableWithout(configuration, `the function of the role ${name} has no role`);
  return { name, logGroup, trust: deny, tags: deny, inline: deny, attached: deny };
}

async function readFunction(cloud: Cloud, name: string, action: string): Promise<readonly FunctionSubject[]> {
  const [found, policy] = await Promise.all([
    factOf("lambda:GetFunction", findFunction(cloud.lambda, name)),
    factOf("lambda:GetPolicy", readPolicy(cloud, name)),
  ]);
  if (isAbsent(found)) return [];
  const facts = {
    configuration: derived(found, (output) => output?.Configuration ?? {}),
    tags: derived(found, (output) => output?.Tags ?? {}),
    reservedConcurrency: derived(found, (output) => output?.Concurrency?.ReservedConcurrentExecutions),
    policy,
  };
  return [{ kind: "Lambda function", name, action, facts }];
}

async function readPolicy({ lambda }: Cloud, FunctionName: string): Promise<readonly Statement[]> {
  const found = await undefinedOn(lambda.send(new GetPolicyCommand({ FunctionName })), "ResourceNotFoundException");
  return found?.Policy === undefined ? [] : statementsIn(found.Policy);
}

async function readRole(cloud: Cloud, name: string, logGroup: string): Promise<RoleFacts> {
  const [role, inline, attached] = await Promise.all([
    factOf("iam:GetRole", undefinedOn(cloud.iam.send(new GetRoleCommand({ RoleName: name })), ABSENT)),
    factOf("iam:ListRolePolicies", readInline(cloud, name)),
    factOf("iam:ListAttachedRolePolicies", attachedPolicyArns(cloud.iam, name)),
  ]);
  return {
    name,
    trust: derived(role, (found) => statementsIn(found?.Role?.AssumeRolePolicyDocument ?? "{}")),
    tags: derived(role, (found) => tagRecord(found?.Role?.Tags)),
    inline,
    attached,
    logGroup,
  };
}

const ABSENT = "NoSuchEntityException";

async function readInline({ iam }: Cloud, RoleName: string): Promise<Readonly<Record<string, readonly Statement[]>>> {
  const policies = await inlinePolicies(iam, RoleName);
  return Object.fromEntries([...policies].map(([name, text]) => [name, statementsIn(text)]));
}
