import type { DescribeContinuousBackupsInput, DescribeContinuousBackupsOutput } from "@aws-sdk/client-dynamodb";
import type { Call, Operation, Validated } from "../../operation.ts";
import { backupsOutput, requireBackedUpTable } from "./continuous-backups.ts";
import { tableNeeds } from "./tables.ts";

export const describeContinuousBackups = {
  needs({ TableName }: Validated<DescribeContinuousBackupsInput>, call: Call) {
    return tableNeeds(call, TableName);
  },

  run({ TableName }: Validated<DescribeContinuousBackupsInput>, call: Call): DescribeContinuousBackupsOutput {
    const table = requireBackedUpTable(call, TableName);
    return { ContinuousBackupsDescription: backupsOutput(table, call.cloud.clock.now()) };
  },
} satisfies Operation;
