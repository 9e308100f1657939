import {
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  PutRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import type { Cloud } from "../../src/aws/cloud.ts";
import { partitionOf } from "../../src/aws/partitions.ts";
import type { StackName } from "../../src/aws/stack-name.ts";
import { operatorPolicy } from "../../src/stack/operator-policy/operator-policy.ts";
import type { Keys, Place } from "./site.ts";

/** Credentials with the operator policy of a stack, and a function that revokes them. */
export interface Operator {
  readonly keys: Keys;
  remove(): Promise<void>;
}

const RoleName = "todo-api-aws-run-operator";
const PolicyName = "operator";
/** A new role can be assumed after a few seconds, and its policy takes effect later. */
const PROPAGATION_MS = 15_000;
const TRIES = 8;

/** Creates a role with the operator policy of a stack and assumes it. */
export async function createOperator(
  cloud: Cloud,
  stack: StackName,
  { region, endpointUrl, profile }: Place,
): Promise<Operator> {
  const { iam, account } = cloud;
  const partition = partitionOf(region);
  const principal = { AWS: `arn:${partition}:iam::${account}:root` };
  const trust = {
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: principal, Action: "sts:AssumeRole" }],
  };
  await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: JSON.stringify(trust) }));
  const remove = async () => {
    await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName })).catch(() => undefined);
    await iam.send(new DeleteRoleCommand({ RoleName }));
  };
  try {
    const PolicyDocument = JSON.stringify(operatorPolicy(stack, { region, account }));
    await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument }));
    const sts = new STSClient({
      region,
      ...(profile !== undefined && { profile }),
      ...(endpointUrl !== undefined && { endpoint: endpointUrl }),
    });
    const RoleArn = `arn:${partition}:iam::${account}:role/${RoleName}`;
    return { keys: await assume(sts, RoleArn, endpointUrl === undefined ? PROPAGATION_MS : 0), remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function assume(sts: STSClient, RoleArn: string, pause: number): Promise<Keys> {
  for (let attempt = 1; ; attempt += 1) {
    await new Promise((resolve) => setTimeout(resolve, pause));
    try {
      const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: "aws-run" }));
      return {
        AWS_ACCESS_KEY_ID: Credentials?.AccessKeyId ?? "",
        AWS_SECRET_ACCESS_KEY: Credentials?.SecretAccessKey ?? "",
        AWS_SESSION_TOKEN: Credentials?.SessionToken ?? "",
      };
    } catch (error) {
      if (attempt === TRIES) throw error;
    }
  }
}
