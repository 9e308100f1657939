import type { Service } from "../../service.ts";
import { createLogGroup } from "./create-log-group.ts";
import { createLogStream } from "./create-log-stream.ts";
import { deleteLogGroup } from "./delete-log-group.ts";
import { deleteRetentionPolicy } from "./delete-retention-policy.ts";
import { describeLogGroups } from "./describe-log-groups.ts";
import { describeLogStreams } from "./describe-log-streams.ts";
import { filterLogEvents } from "./filter-log-events.ts";
import { getLogEvents } from "./get-log-events.ts";
import { listLogGroups } from "./list-log-groups.ts";
import { listTagsForResource } from "./list-tags-for-resource.ts";
import { putLogEvents } from "./put-log-events.ts";
import { putRetentionPolicy } from "./put-retention-policy.ts";
import { tagResource } from "./tag-resource.ts";
import { untagResource } from "./untag-resource.ts";

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
  },
};
