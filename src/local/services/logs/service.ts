import type { Service } from "../service.ts";
import { describeLogGroups } from "./describe-log-groups.ts";
import { filterLogEvents } from "./filter-log-events.ts";
import { getLogEvents } from "./get-log-events.ts";
import { listLogGroups } from "./list-log-groups.ts";
import { createLogGroup, deleteLogGroup, deleteRetentionPolicy, putRetentionPolicy } from "./log-group-operations.ts";
import { createLogStream, describeLogStreams } from "./log-stream-operations.ts";
import { putLogEvents } from "./put-log-events.ts";
import { deleteResourcePolicy, describeResourcePolicies, putResourcePolicy } from "./resource-policy-operations.ts";
import { listTagsForResource, tagResource, untagResource } from "./tag-operations.ts";

/** CloudWatch Logs. */
export const logs: Service = {
  name: "logs",
  validationError: "InvalidParameterException",
  operations: {
    CreateLogGroup: createLogGroup,
    DescribeLogGroups: describeLogGroups,
    ListLogGroups: listLogGroups,
    DeleteLogGroup: deleteLogGroup,
    PutRetentionPolicy: putRetentionPolicy,
    DeleteRetentionPolicy: deleteRetentionPolicy,
    TagResource: tagResource,
    UntagResource: untagResource,
    ListTagsForResource: listTagsForResource,
    CreateLogStream: createLogStream,
    DescribeLogStreams: describeLogStreams,
    PutLogEvents: putLogEvents,
    GetLogEvents: getLogEvents,
    FilterLogEvents: filterLogEvents,
    PutResourcePolicy: putResourcePolicy,
    DescribeResourcePolicies: describeResourcePolicies,
    DeleteResourcePolicy: deleteResourcePolicy,
  },
};
