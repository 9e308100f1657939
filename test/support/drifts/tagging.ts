import { TagResourceCommand as TagApiCommand } from "@aws-sdk/client-api-gateway";
import { TagResourceCommand as TagGroupCommand } from "@aws-sdk/client-cloudwatch-logs";
import { TagResourceCommand as TagTableCommand } from "@aws-sdk/client-dynamodb";
import { TagRoleCommand } from "@aws-sdk/client-iam";
import { TagResourceCommand as TagFunctionCommand } from "@aws-sdk/client-lambda";
import { PutBucketTaggingCommand } from "@aws-sdk/client-s3";
import { TEST_REGION } from "../local-cloud.ts";
import { type Account, apiRecord, BUCKET, FUNCTION_ARN, GROUP_ARN, ROLE, TABLE_ARN, tagsOf } from "./drift.ts";

/** How to tag a resource of each kind outside todo-api. */
export interface Taggable {
  readonly id: string;
  tag(at: Account, tags: Readonly<Record<string, string>>): Promise<unknown>;
}

export const TAGGABLES: readonly Taggable[] = [
  {
    id: "table",
    tag: ({ cloud }, tags) => cloud.dynamodb.send(new TagTableCommand({ ResourceArn: TABLE_ARN, Tags: tagsOf(tags) })),
  },
  {
    id: "log-group:read",
    tag: ({ cloud }, tags) => cloud.logs.send(new TagGroupCommand({ resourceArn: GROUP_ARN, tags })),
  },
  {
    id: "role:read",
    tag: ({ cloud }, tags) => cloud.iam.send(new TagRoleCommand({ RoleName: ROLE, Tags: tagsOf(tags) })),
  },
  {
    id: "function:read",
    tag: ({ cloud }, tags) => cloud.lambda.send(new TagFunctionCommand({ Resource: FUNCTION_ARN, Tags: tags })),
  },
  {
    id: "rest-api",
    tag(at, tags) {
      const resourceArn = `arn:aws:apigateway:${TEST_REGION}::/restapis/${apiRecord(at).id}`;
      return at.cloud.apigateway.send(new TagApiCommand({ resourceArn, tags }));
    },
  },
  {
    id: "bucket",
    tag({ cloud, test }, tags) {
      const before = test.cloud.s3.data.buckets[BUCKET]?.tags ?? [];
      const all = { ...Object.fromEntries(before.map(({ key, value }) => [key, value])), ...tags };
      return cloud.s3.send(new PutBucketTaggingCommand({ Bucket: BUCKET, Tagging: { TagSet: tagsOf(all) } }));
    },
  },
];
