import type { Service } from "../service.ts";
import { batchWriteItem } from "./batch-write-item.ts";
import { describeContinuousBackups, updateContinuousBackups } from "./continuous-backup-operations.ts";
import { createTable } from "./create-table.ts";
import { deleteTable } from "./delete-table.ts";
import { describeTable, listTables } from "./describe-tables.ts";
import { deleteItem, getItem, putItem, query, scan, updateItem } from "./item-operations.ts";
import { listBackups } from "./list-backups.ts";
import { deleteResourcePolicy, getResourcePolicy, putResourcePolicy } from "./resource-policy-operations.ts";
import { listTagsOfResource, tagResource, untagResource } from "./tag-operations.ts";
import { describeTimeToLive, updateTimeToLive } from "./time-to-live-operations.ts";
import { transactWriteItems } from "./transact-write-items.ts";
import { updateTable } from "./update-table.ts";

/** DynamoDB: the service's records describe the tables; the engine stores the items. */
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
    PutResourcePolicy: putResourcePolicy,
    GetResourcePolicy: getResourcePolicy,
    DeleteResourcePolicy: deleteResourcePolicy,
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
