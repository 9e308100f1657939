import {
  GetRolePolicyCommand,
  type IAMClient,
  paginateListAttachedRolePolicies,
  paginateListRolePolicies,
} from "@aws-sdk/client-iam";
import { collectPages } from "../../aws/collect-pages.ts";

/** Reads the inline policies of a role as JSON, by name. */
export async function readInlinePolicies(iam: IAMClient, RoleName: string): Promise<ReadonlyMap<string, string>> {
  const names = await listInlinePolicyNames(iam, RoleName);
  return new Map(
    await Promise.all(
      names.map(async (PolicyName) => {
        const { PolicyDocument = "" } = await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }));
        // URL-encoded: https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRolePolicy.html
        return [PolicyName, decodeURIComponent(PolicyDocument)] as const;
      }),
    ),
  );
}

/** Lists the names of the inline policies of a role. */
export async function listInlinePolicyNames(client: IAMClient, RoleName: string): Promise<readonly string[]> {
  return collectPages(paginateListRolePolicies({ client }, { RoleName }), ({ PolicyNames }) => PolicyNames);
}

/** Lists the ARNs of the managed policies that are attached to a role. */
export async function listAttachedPolicyArns(client: IAMClient, RoleName: string): Promise<readonly string[]> {
  const pages = paginateListAttachedRolePolicies({ client }, { RoleName });
  const attached = await collectPages(pages, ({ AttachedPolicies }) => AttachedPolicies);
  return attached.map(({ PolicyArn = "" }) => PolicyArn);
}
