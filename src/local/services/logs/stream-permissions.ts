import type { Call, RequiredPermission } from "../operation.ts";
import { invalidParameter } from "./errors.ts";
import { logGroupArn } from "./log-groups.ts";

const MAX_NAME_CHARACTERS = 512;

/**
 * The permission for the call's operation on a log group or one of its streams. For a group, AWS checks the group's
 * ARN with an empty stream name (as its error messages show), so the ARN in a policy must end in `:*`. The tag
 * operations, which do not use this function, require the ARN without `:*`
 * (https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_LogGroup.html).
 */
export function streamPermissions(call: Call, group: string, stream = ""): readonly [RequiredPermission] {
  if (group.length > MAX_NAME_CHARACTERS || stream.length > MAX_NAME_CHARACTERS)
    throw invalidParameter("Invalid LogGroup or LogStream, both must have length less than or equal to 512.");
  return [{ action: `logs:${call.operation}`, resource: `${logGroupArn(call, group)}:log-stream:${stream}` }];
}
