import {
  DeleteLogGroupCommand,
  DeleteRetentionPolicyCommand,
  PutRetentionPolicyCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { ACCESS_GROUP, type Drift, FINGERPRINTS_TAG, GROUP, GROUP_ARN, OLD_VERSION } from "./drift.ts";

export const LOG_GROUP_DRIFTS: readonly Drift[] = [
  {
    what: "a log group's retention",
    apply: ({ cloud }) => cloud.logs.send(new PutRetentionPolicyCommand({ logGroupName: GROUP, retentionInDays: 1 })),
    finds: { "log-group:read": ["retentionInDays"] },
    repairs: ["PutRetentionPolicy"],
  },
  {
    what: "a log group's retention removed",
    apply: ({ cloud }) => cloud.logs.send(new DeleteRetentionPolicyCommand({ logGroupName: ACCESS_GROUP })),
    finds: { "log-group:api": ["retentionInDays"] },
    repairs: ["PutRetentionPolicy"],
  },
  {
    what: "a tag of a log group",
    apply: ({ cloud }) => cloud.logs.send(new TagResourceCommand({ resourceArn: GROUP_ARN, tags: OLD_VERSION })),
    finds: { "log-group:read": ["tags.todo-api:version"] },
    repairs: ["TagResource"],
  },
  {
    what: "a log group's fingerprints removed",
    apply: ({ cloud }) =>
      cloud.logs.send(new UntagResourceCommand({ resourceArn: GROUP_ARN, tagKeys: [FINGERPRINTS_TAG] })),
    finds: { "log-group:read": ["tags.todo-api:fingerprints"] },
    repairs: ["TagResource"],
  },
  {
    what: "a log group removed",
    apply: ({ cloud }) => cloud.logs.send(new DeleteLogGroupCommand({ logGroupName: GROUP })),
    finds: { "log-group:read": "create" },
    repairs: ["CreateLogGroup", "PutRetentionPolicy"],
  },
];
