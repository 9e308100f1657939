import type { DeleteFunctionRequest, DeleteFunctionResponse } from "@aws-sdk/client-lambda";
import type { Call, Operation, Validated } from "../operation.ts";
import { refuseWhileChanging } from "./function-state.ts";
import { invalidParameter, resourceConflict } from "./lambda-error.ts";
import { functionPermission, locateFunction } from "./locate-function.ts";
import { functionsOf, requireOwner } from "./require-function.ts";
import type { FunctionRecord } from "./store.ts";

export const deleteFunction = {
  permissions(input: Validated<DeleteFunctionRequest>, call: Call) {
    return [functionPermission(input, call)];
  },

  run(input: Validated<DeleteFunctionRequest>, call: Call): DeleteFunctionResponse {
    const { name, arn, qualifier } = locateFunction(input, call);
    if (qualifier === "$LATEST")
      throw invalidParameter("$LATEST version cannot be deleted without deleting the function.");
    // AWS omits the qualifier in the error for a missing function.
    const record = requireOwner({ name, arn }, call);
    if (qualifier !== undefined) {
      if (!/^\d+$/.test(qualifier)) throw invalidParameter("Deletion of aliases is not currently supported.");
      functionsOf(call)[record.name] = withoutVersion(record, qualifier);
      return { StatusCode: 204 };
    }
    refuseWhileChanging(record, call.cloud.clock.now());
    delete functionsOf(call)[record.name];
    call.cloud.functions.retire(call.region, record.name);
    return { StatusCode: 204 };
  },
} satisfies Operation;

/** Deleting a version that does not exist succeeds, as on AWS. */
function withoutVersion(record: FunctionRecord, qualifier: string): FunctionRecord {
  const aliases = Object.values(record.aliases ?? {}).filter(({ version }) => version === qualifier);
  if (aliases.length > 0)
    throw resourceConflict(
      `Unable to delete version because the following aliases reference it: [${aliases.map(({ name }) => name).join(", ")}]`,
    );
  const { [qualifier]: _, ...versions } = record.versions ?? {};
  const { [qualifier]: __, ...qualifiedPolicies } = record.qualifiedPolicies ?? {};
  return { ...record, versions, qualifiedPolicies };
}
