import {
  DeleteTableCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateContinuousBackupsCommand,
  UpdateTableCommand,
} from "@aws-sdk/client-dynamodb";
import { TEST_REGION } from "../local-cloud.ts";
import { type Account, type Drift, FINGERPRINTS_TAG, NAME, OLD_VERSION, TABLE_ARN, tagsOf } from "./drift.ts";

export const TABLE_DRIFTS: readonly Drift[] = [
  {
    what: "the table's deletion protection",
    apply: unprotect,
    finds: { table: ["deletionProtection"] },
    repairs: ["UpdateTable"],
  },
  {
    what: "the table's point-in-time recovery",
    apply: ({ cloud }) =>
      cloud.dynamodb.send(
        new UpdateContinuousBackupsCommand({
          TableName: NAME,
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: false },
        }),
      ),
    finds: { table: ["pointInTimeRecovery"] },
    repairs: ["UpdateContinuousBackups"],
  },
  {
    what: "the table's billing mode",
    // UpdateTable of the local cloud, unlike that of AWS, cannot provision capacity.
    async apply(at) {
      tableRecord(at).billing = { mode: "PROVISIONED", readUnits: 1, writeUnits: 1 };
    },
    finds: { table: ["billingMode"] },
    repairs: ["UpdateTable"],
  },
  {
    what: "the table's encryption key",
    apply: ({ cloud }) =>
      cloud.dynamodb.send(
        new UpdateTableCommand({ TableName: NAME, SSESpecification: { Enabled: true, SSEType: "KMS" } }),
      ),
    finds: { table: ["encryption"] },
    repairs: ["UpdateTable"],
  },
  {
    what: "a tag of the table",
    apply: ({ cloud }) =>
      cloud.dynamodb.send(new TagResourceCommand({ ResourceArn: TABLE_ARN, Tags: tagsOf(OLD_VERSION) })),
    finds: { table: ["tags.todo-api:version"] },
    repairs: ["TagResource"],
  },
  {
    what: "the table's fingerprints removed",
    apply: ({ cloud }) =>
      cloud.dynamodb.send(new UntagResourceCommand({ ResourceArn: TABLE_ARN, TagKeys: [FINGERPRINTS_TAG] })),
    // This tag also records that the time to live was set.
    finds: { table: ["timeToLive", "tags.todo-api:fingerprints"] },
    repairs: ["TagResource", "UpdateTimeToLive"],
  },
  {
    what: "the table removed",
    async apply(at) {
      await unprotect(at);
      await at.cloud.dynamodb.send(new DeleteTableCommand({ TableName: NAME }));
    },
    finds: { table: "create" },
    repairs: ["CreateTable", "TagResource", "UpdateContinuousBackups", "UpdateTimeToLive"],
  },
];

function unprotect({ cloud }: Account): Promise<unknown> {
  return cloud.dynamodb.send(new UpdateTableCommand({ TableName: NAME, DeletionProtectionEnabled: false }));
}

export function tableRecord({ test }: Account) {
  const table = test.cloud.dynamodb.data.regions[TEST_REGION]?.[NAME];
  if (!table) throw new Error("There is no table.");
  return table;
}
