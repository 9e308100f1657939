import type { CreateLogStreamRequest } from "@aws-sdk/client-cloudwatch-logs";
import type { Call, Operation, Validated } from "../../operation.ts";
import { alreadyExists } from "./errors.ts";
import { presentLogGroup } from "./log-groups.ts";
import { streamNeeds } from "./stream-permissions.ts";
import { streamsOf } from "./log-streams.ts";

export const createLogStream = {
  needs({ logGroupName, logStreamName }: Validated<CreateLogStreamRequest>, call: Call) {
    return streamNeeds(call, logGroupName, logStreamName);
  },

  run({ logGroupName, logStreamName }: Validated<CreateLogStreamRequest>, call: Call): undefined {
    const group = presentLogGroup(call, logGroupName);
    if (streamsOf(call, group).some(({ name }) => name === logStreamName))
      throw alreadyExists("The specified log stream already exists");
    group.streams[logStreamName] = { createdAt: call.cloud.clock.now() };
  },
} satisfies Operation;
