import { CreateRoleCommand, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { ACTIONS } from "../../src/api/routes.ts";
import type { Cloud } from "../../src/aws/cloud.ts";

/** A role that an administrator created, for all functions of a stack in a test's account. */
export const EXISTING_ROLE = "arn:aws:iam::000000000000:role/team/functions";

export async function createExistingRole({ iam }: Cloud): Promise<void> {
  const RoleName = EXISTING_ROLE.split("/").at(-1);
  const trust = { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" };
  const AssumeRolePolicyDocument = policyOf(trust);
  await iam.send(new CreateRoleCommand({ RoleName, Path: "/team/", AssumeRolePolicyDocument }));
  const PolicyDocument = policyOf({ Effect: "Allow", Action: ["dynamodb:*", "logs:*"], Resource: "*" });
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: "functions", PolicyDocument }));
}

/** The settings that give each function this role: an ARN, or "none" for one of its own. */
export function rolesOfAll(role: string): Readonly<Record<string, string>> {
  return Object.fromEntries(ACTIONS.map((action) => [`TODO_API_ROLE_${action.toUpperCase()}`, role]));
}

function policyOf(statement: object): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
}
