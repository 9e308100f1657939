import { UpdateStageCommand } from "@aws-sdk/client-api-gateway";
import { PutRetentionPolicyCommand } from "@aws-sdk/client-cloudwatch-logs";
import { PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { UpdateFunctionConfigurationCommand } from "@aws-sdk/client-lambda";
import { DeleteBucketPolicyCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import type { Cloud } from "../../src/aws/cloud.ts";
import * as names from "../../src/aws/names.ts";
import type { StackName } from "../../src/aws/stack-name.ts";
import { EXIT } from "../../src/errors.ts";
import { findRestApi } from "../../src/resources/rest-api/find-rest-api.ts";
import { expectCode, type Step } from "./step.ts";

type ManualChange = (cloud: Cloud, stack: StackName) => Promise<unknown>;

const ANY_ITEM = { Effect: "Allow", Action: "dynamodb:GetItem", Resource: "*" };

/** Changes outside todo-api, each to a different kind of resource. */
const MANUAL_CHANGES: Readonly<Record<string, ManualChange>> = {
  "the retention of a log group": ({ logs }, stack) =>
    logs.send(
      new PutRetentionPolicyCommand({ logGroupName: names.functionLogGroupName(stack, "read"), retentionInDays: 1 }),
    ),
  "the policy of a role": ({ iam, region }, stack) =>
    iam.send(
      new PutRolePolicyCommand({
        RoleName: names.roleName(stack, "read", region),
        PolicyName: "least-privilege",
        PolicyDocument: JSON.stringify({ Version: "2012-10-17", Statement: [ANY_ITEM] }),
      }),
    ),
  "the timeout of a function": ({ lambda }, stack) =>
    lambda.send(
      new UpdateFunctionConfigurationCommand({ FunctionName: names.functionName(stack, "read"), Timeout: 3 }),
    ),
  "the limit of the stage": async ({ apigateway }, stack) => {
    const restApiId = (await findRestApi(apigateway, stack))?.id;
    const patchOperations = [{ op: "replace" as const, path: "/*/*/throttling/rateLimit", value: "7" }];
    await apigateway.send(new UpdateStageCommand({ restApiId, stageName: stack.stage, patchOperations }));
  },
  "the policy of the bucket": ({ s3, ...place }, stack) =>
    s3.send(new DeleteBucketPolicyCommand({ Bucket: names.bucketName(stack, place) })),
  "the page": ({ s3, ...place }, stack) =>
    s3.send(
      new PutObjectCommand({
        Bucket: names.bucketName(stack, place),
        Key: "index.html",
        Body: "defaced",
        ContentType: "text/html",
      }),
    ),
};

/** Each kind of drift is planned, repaired by a deploy, and not planned again. */
export const CONTRACT: readonly Step[] = Object.entries(MANUAL_CHANGES).map(([what, change]) => ({
  name: `drift: ${what} is planned and repaired`,
  async run(site) {
    await change(await site.cloud(), site.stack);
    expectCode(await site.todoApi("plan", "--exit-code"), EXIT.changes);
    expectCode(await site.todoApi("deploy"), EXIT.ok);
    expectCode(await site.todoApi("plan", "--exit-code"), EXIT.ok);
  },
}));
