import type { Call } from "../../operation.ts";
import { resourceNotFound } from "./lambda-error.ts";
import type { FunctionLocation } from "./locate-function.ts";
import type { FunctionRecord } from "./store.ts";

/** The functions of the call's region by name; changes to it are changes to the records. */
export function functionsOf({ cloud, region }: Call): Record<string, FunctionRecord> {
  const { regions } = cloud.lambda.data;
  const functions = regions[region] ?? {};
  regions[region] = functions;
  return functions;
}

/** The function that is meant, or ResourceNotFoundException. There are no versions and aliases but `$LATEST`. */
export function presentFunction(location: FunctionLocation, call: Call): FunctionRecord {
  const { name, arn, qualifier } = location;
  const found = functionsOf(call)[name];
  const full = qualifier === undefined ? arn : `${arn}:${qualifier}`;
  if (!found || (qualifier !== undefined && qualifier !== "$LATEST"))
    throw resourceNotFound(`Function not found: ${full}`);
  return found;
}
