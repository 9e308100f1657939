import type { UpdateFunctionConfigurationRequest } from "@aws-sdk/client-lambda";
import type { Call, Operation, Validated } from "../operation.ts";
import { checkRole, passRolePermission } from "./check-role.ts";
import { checkSettings } from "./check-settings.ts";
import { type ConfigurationOutput, changeOutput } from "./configuration-output.ts";
import { beginChange, checkRevision, refuseWhileChanging } from "./function-state.ts";
import { functionPermission, locateFunction } from "./locate-function.ts";
import { mergeLogging } from "./logging.ts";
import { functionsOf, requireFunction } from "./require-function.ts";
import type { FunctionRecord } from "./store.ts";

export const updateFunctionConfiguration = {
  permissions(input: Validated<UpdateFunctionConfigurationRequest>, call: Call) {
    const permission = functionPermission(input, call);
    return [permission, ...(input.Role === undefined ? [] : [passRolePermission(input.Role, permission.resource)])];
  },

  run(input: Validated<UpdateFunctionConfigurationRequest>, call: Call): ConfigurationOutput {
    const now = call.cloud.clock.now();
    const record = requireFunction(locateFunction(input, call), call);
    checkSettings(input);
    refuseWhileChanging(record, now);
    checkRevision(record, input.RevisionId, now, "GetFunction/GetAlias");
    if (input.Role !== undefined) checkRole(input.Role, record.arn, call);
    // AWS assigns a new RevisionId even if the update changes no setting
    // (https://github.com/localstack/localstack/blob/main/tests/aws/services/lambda_/test_lambda.py,
    // test_redundant_updates).
    const updated = {
      ...merge(record, input),
      isPublished: false,
      modifiedAt: now,
      change: beginChange("update", record.name, call.cloud),
    };
    functionsOf(call)[record.name] = updated;
    call.cloud.functions.retire(call.region, record.name);
    return changeOutput(updated, now);
  },
} satisfies Operation;

function merge(record: FunctionRecord, input: Validated<UpdateFunctionConfigurationRequest>): FunctionRecord {
  return {
    ...record,
    runtime: input.Runtime ?? record.runtime,
    role: input.Role ?? record.role,
    handler: input.Handler ?? record.handler,
    description: input.Description ?? record.description,
    timeoutSeconds: input.Timeout ?? record.timeoutSeconds,
    memoryMegabytes: input.MemorySize ?? record.memoryMegabytes,
    // The environment is replaced as a whole.
    ...(input.Environment && { variables: input.Environment.Variables ?? {} }),
    ...(input.LoggingConfig && { logging: mergeLogging(record.name, input.LoggingConfig, record.logging) }),
  };
}
