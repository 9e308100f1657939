import type { UpdateFunctionCodeRequest } from "@aws-sdk/client-lambda";
import { notSupported } from "../../protocol/aws-error.ts";
import type { Call, Operation, Validated } from "../operation.ts";
import { type ConfigurationOutput, changeOutput, configurationOutput } from "./configuration-output.ts";
import { beginChange, checkRevision, refuseWhileChanging } from "./function-state.ts";
import { invalidParameter } from "./lambda-error.ts";
import { functionPermission, locateFunction } from "./locate-function.ts";
import { checkPackage, describePackage, storePackage } from "./package.ts";
import { functionsOf, requireFunction } from "./require-function.ts";

export const updateFunctionCode = {
  permissions(input: Validated<UpdateFunctionCodeRequest>, call: Call) {
    return [functionPermission(input, call)];
  },

  run(input: Validated<UpdateFunctionCodeRequest>, call: Call): ConfigurationOutput {
    const { cloud } = call;
    const now = cloud.clock.now();
    const record = requireFunction(locateFunction(input, call), call);
    if (input.Publish) throw notSupported("UpdateFunctionCode: publishing a version (Publish)");
    if (input.ZipFile === undefined) throw invalidParameter("Please provide a source for function code.");
    refuseWhileChanging(record, now);
    checkRevision(record, input.RevisionId, now, "GetFunction/GetAlias");
    checkPackage(input.ZipFile);
    const changed = {
      ...record,
      code: input.DryRun ? describePackage(input.ZipFile) : storePackage(input.ZipFile, cloud.blobs),
      architecture: input.Architectures?.[0] ?? record.architecture,
    };
    if (input.DryRun) return configurationOutput(changed, now);
    const updated = {
      ...changed,
      isPublished: false,
      modifiedAt: now,
      change: beginChange("update", record.name, cloud),
    };
    functionsOf(call)[record.name] = updated;
    cloud.functions.retire(call.region, record.name);
    return changeOutput(updated, now);
  },
} satisfies Operation;
