import type { Service } from "../../service.ts";
import { batchWriteItem } from "./batch-write-item.ts";
import { createTable } from "./create-table.ts";
import { deleteItem } from "./delete-item.ts";
import { deleteTable } from "./delete-table.ts";
import { describeContinuousBackups } from "./describe-continuous-backups.ts";
import { describeTable } from "./describe-table.ts";
import { describeTimeToLive } from "./describe-time-to-live.ts";
import { getItem } from "./get-item.ts";
import { listBackups } from "./list-backups.ts";
import { listTables } from "./list-tables.ts";
import { listTagsOfResource } from "./list-tags-of-resource.ts";
import { putItem } from "./put-item.ts";
import { query } from "./query.ts";
import { scan } from "./scan.ts";
import { tagResource } from "./tag-resource.ts";
import { transactWriteItems } from "./transact-write-items.ts";
import { untagResource } from "./untag-resource.ts";
import { updateContinuousBackups } from "./update-continuous-backups.ts";
import { updateItem } from "./update-item.ts";
import { updateTable } from "./update-table.ts";
import { updateTimeToLive } from "./update-time-to-live.ts";

/** DynamoDB: tables are the front's records, items the engine's. */
export const dynamodb: Service = {
  name: "dynamodb",
  validationError: "ValidationException",
  operations: {
    CreateTable: createTable,
    DescribeTable: describeTable,
    UpdateTable: updateTable,
    DeleteTable: deleteTable,
    ListTables: listTables,
    TagResource: tagResource,
    UntagResource: untagResource,
    ListTagsOfResource: listTagsOfResource,
    DescribeContinuousBackups: describeContinuousBackups,
    UpdateContinuousBackups: updateContinuousBackups,
    ListBackups: listBackups,
    DescribeTimeToLive: describeTimeToLive,
    UpdateTimeToLive: updateTimeToLive,
    GetItem: getItem,
    PutItem: putItem,
    UpdateItem: updateItem,
    DeleteItem: deleteItem,
    Query: query,
    Scan: scan,
    BatchWriteItem: batchWriteItem,
    TransactWriteItems: transactWriteItems,
  },
};
