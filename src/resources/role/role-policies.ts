import {
  GetRolePolicyCommand,
  type IAMClient,
  paginateListAttachedRolePolicies,
  paginateListRolePolicies,
} from "@aws-sdk/client-iam";

/** The inline policies of a role as JSON, by name. */
export async function inlinePolicies(iam: IAMClient, RoleName: string): Promise<ReadonlyMap<string, string>> {
  const names = await inlinePolicyNames(iam, RoleName);
  return new Map(
    await Promise.all(
      names.map(async (PolicyName) => {
        const { PolicyDocument = "" } = await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }));
        // IAM returns policies URL-encoded: https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRolePolicy.html
        return [PolicyName, decodeURIComponent(PolicyDocument)] as const;
      }),
    ),
  );
}

/** The names of the inline policies of a role. */
export async function inlinePolicyNames(client: IAMClient, RoleName: string): Promise<readonly string[]> {
  const names: string[] = [];
  for await (const page of paginateListRolePolicies({ client }, { RoleName })) names.push(...(page.PolicyNames ?? []));
  return names;
}

/** The ARNs of the managed policies that are attached to a role. */
export async function attachedPolicyArns(client: IAMClient, RoleName: string): Promise<readonly string[]> {
  const arns: string[] = [];
  for await (const page of paginateListAttachedRolePolicies({ client }, { RoleName }))
    arns.push(...(page.AttachedPolicies ?? []).map(({ PolicyArn = "" }) => PolicyArn));
  return arns;
}
