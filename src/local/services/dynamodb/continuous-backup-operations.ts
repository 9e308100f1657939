import type {
  DescribeContinuousBackupsInput,
  DescribeContinuousBackupsOutput,
  UpdateContinuousBackupsInput,
  UpdateContinuousBackupsOutput,
} from "@aws-sdk/client-dynamodb";
import { AwsError } from "../../protocol/aws-error.ts";
import type { Call, Operation, Validated } from "../operation.ts";
import { backupsOutput, requireTableForBackups } from "./continuous-backups.ts";
import { invalid } from "./errors.ts";
import { tablePermissions } from "./tables.ts";

export const describeContinuousBackups = {
  permissions({ TableName }: Validated<DescribeContinuousBackupsInput>, call: Call) {
    return tablePermissions(call, TableName);
  },

  run({ TableName }: Validated<DescribeContinuousBackupsInput>, call: Call): DescribeContinuousBackupsOutput {
    const table = requireTableForBackups(call, TableName);
    return { ContinuousBackupsDescription: backupsOutput(table, call.cloud.clock.now()) };
  },
} satisfies Operation;

const DEFAULT_RECOVERY_DAYS = 35;

export const updateContinuousBackups = {
  permissions({ TableName }: Validated<UpdateContinuousBackupsInput>, call: Call) {
    return tablePermissions(call, TableName);
  },

  run(input: Validated<UpdateContinuousBackupsInput>, call: Call): UpdateContinuousBackupsOutput {
    const { PointInTimeRecoveryEnabled: enabled, RecoveryPeriodInDays: days } = input.PointInTimeRecoverySpecification;
    if (!enabled && days !== undefined)
      throw invalid("Invalid Request: Cannot specify RecoveryPeriodInDays when disabling point-in-time recovery.");
    const table = requireTableForBackups(call, input.TableName);
    const { clock, timing } = call.cloud;
    const now = clock.now();
    if (now < table.activeAt + timing.delay("backups-available", table.name))
      throw new AwsError(
        "ContinuousBackupsUnavailableException",
        400,
        `Backups are being enabled for the table: ${table.name}. Please retry later`,
      );
    table.recovery = enabled
      ? { since: table.recovery?.since ?? now, days: days ?? table.recovery?.days ?? DEFAULT_RECOVERY_DAYS }
      : undefined;
    return { ContinuousBackupsDescription: backupsOutput(table, now) };
  },
} satisfies Operation;
