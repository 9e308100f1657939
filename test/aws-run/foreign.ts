import {
  CreateLogGroupCommand,
  DeleteLogGroupCommand,
  DescribeLogGroupsCommand,
  ListTagsForResourceCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { CreateRoleCommand, DeleteRoleCommand, GetRoleCommand } from "@aws-sdk/client-iam";
import type { Cloud } from "../../src/aws/cloud.ts";
import * as names from "../../src/aws/names.ts";
import type { StackName } from "../../src/aws/stack-name.ts";
import { EXIT } from "../../src/errors.ts";
import type { Step } from "./step.ts";

const TRUST = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }],
});

/** Another owner's role and log group with the stack's names, which deploy and destroy must leave unchanged. */
export const FOREIGN: readonly Step[] = [
  {
    name: "another owner's role and log group are rejected and stay unchanged",
    async run({ todoApi, cloud: connect, stack }) {
      const cloud = await connect();
      const { iam, logs } = cloud;
      const RoleName = names.roleName(stack, "read", cloud.region);
      const logGroupName = names.functionLogGroupName(stack, "update");
      const Tags = [{ Key: "owner", Value: "ann" }];
      await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: TRUST, Tags }));
      await logs.send(new CreateLogGroupCommand({ logGroupName, tags: { owner: "ann" } }));
      try {
        const before = await describeForeign(cloud, stack);
        const { code, stderr } = await todoApi("deploy");
        await todoApi("destroy", "--yes");
        if (code !== EXIT.failure || !stderr.includes("already exists and does not belong to")) throw new Error(stderr);
        const after = await describeForeign(cloud, stack);
        if (after !== before) throw new Error(`They were changed: ${before} became ${after}`);
      } finally {
        await iam.send(new DeleteRoleCommand({ RoleName }));
        await logs.send(new DeleteLogGroupCommand({ logGroupName }));
      }
    },
  },
];

async function describeForeign(cloud: Cloud, stack: StackName): Promise<string> {
  const { iam, logs, region } = cloud;
  const name = names.functionLogGroupName(stack, "update");
  const resourceArn = names.logGroupArn(cloud, name);
  const { Role } = await iam.send(new GetRoleCommand({ RoleName: names.roleName(stack, "read", region) }));
  const { logGroups } = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: name }));
  const { tags } = await logs.send(new ListTagsForResourceCommand({ resourceArn }));
  return JSON.stringify([Role, logGroups, tags]);
}
