import type { CreateLogStreamRequest } from "@aws-sdk/client-cloudwatch-logs";
import type { Call, Operation, Validated } from "../../operation.ts";
import { alreadyExists } from "./errors.ts";
import { requireLogGroup } from "./log-groups.ts";
import { streamsOf } from "./log-streams.ts";
import { streamPermissions } from "./stream-permissions.ts";

export const createLogStream = {
  needs({ logGroupName, logStreamName }: Validated<CreateLogStreamRequest>, call: Call) {
    return streamPermissions(call, logGroupName, logStreamName);
  },

  run({ logGroupName, logStreamName }: Validated<CreateLogStreamRequest>, call: Call): undefined {
    const group = requireLogGroup(call, logGroupName);
    if (streamsOf(call, group).some(({ name }) => name === logStreamName))
      throw alreadyExists("The specified log stream already exists");
    group.streams[logStreamName] = { createdAt: call.cloud.clock.now() };
  },
} satisfies Operation;
