import { AwsError } from "../../protocol/aws-error.ts";
import type { Call } from "../operation.ts";
import { invalidParameter } from "./errors.ts";
import { logGroupArn, requireLogGroup } from "./log-groups.ts";
import type { LogGroupRecord } from "./store.ts";

/**
 * The maximum number of tags per log group
 * (https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_TagResource.html).
 */
const MAX_TAGS = 50;

/** Returns a group's tags with the added tags. Throws if AWS would reject the added tags. */
export function withTags(
  groupName: string,
  tags: Readonly<Record<string, string>>,
  added: Readonly<Record<string, string>> = {},
): Record<string, string> {
  if (Object.keys(added).some((key) => /^aws:/i.test(key)))
    throw invalidParameter("aws: prefixed tag key names are not allowed for external use.");
  const all = { ...tags, ...added };
  if (Object.keys(all).length > MAX_TAGS)
    throw new AwsError("TooManyTagsException", 400, `A resource can have no more than ${MAX_TAGS} tags.`, {
      fields: { resourceName: groupName },
    });
  return all;
}

/** Returns the log group with this ARN, which must not end in `:*`. Throws if the group does not exist. */
export function requireGroupByArn(call: Call, arn: string): LogGroupRecord {
  const name = arn.split(":log-group:")[1] ?? "";
  if (name === "" || arn !== logGroupArn(call, name))
    throw new AwsError("ValidationException", 400, "Invalid resourceArn");
  return requireLogGroup(call, name);
}
