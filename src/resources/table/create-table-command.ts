import { CreateTableCommand } from "@aws-sdk/client-dynamodb";
import { type Tags, tagList } from "../../aws/ownership.ts";
import { type MaxThroughput, unitsOf } from "./max-throughput.ts";
import { NO_POLICY } from "./table-policy.ts";

interface CreationInput {
  readonly protect: boolean | undefined;
  readonly maxThroughput: MaxThroughput | undefined;
  readonly policy: string | undefined;
}

/** Creates the table, with everything that CreateTable accepts. */
export function createTableCommand(
  TableName: string,
  { protect = false, maxThroughput, policy = NO_POLICY }: CreationInput,
  tags: Tags,
): CreateTableCommand {
  return new CreateTableCommand({
    TableName,
    AttributeDefinitions: [
      { AttributeName: "pk", AttributeType: "S" },
      { AttributeName: "id", AttributeType: "S" },
    ],
    KeySchema: [
      { AttributeName: "pk", KeyType: "HASH" },
      { AttributeName: "id", KeyType: "RANGE" },
    ],
    BillingMode: "PAY_PER_REQUEST",
    DeletionProtectionEnabled: protect,
    ...(typeof maxThroughput === "object" && { OnDemandThroughput: unitsOf(maxThroughput) }),
    ...(policy !== NO_POLICY && { ResourcePolicy: policy }),
    Tags: tagList(tags),
  });
}
