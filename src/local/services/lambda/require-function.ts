import { notSupported } from "../../protocol/aws-error.ts";
import { emptyRecord } from "../../state/null-prototype.ts";
import type { Call } from "../operation.ts";
import { resourceNotFound } from "./lambda-error.ts";
import type { FunctionLocation } from "./locate-function.ts";
import type { FunctionRecord, Snapshot } from "./store.ts";

/** The function records of the call's region, by name. Changes to the returned object change the records. */
export function functionsOf({ cloud, region }: Call): Record<string, FunctionRecord> {
  const { regions } = cloud.lambda.data;
  const functions = regions[region] ?? emptyRecord();
  regions[region] = functions;
  return functions;
}

/**
 * Returns the function with this name, for operations that the local cloud does not support on versions. Throws
 * ResourceNotFoundException if the function or its version is missing; rejects an existing version or alias as not
 * supported.
 */
export function requireFunction(location: FunctionLocation, call: Call): FunctionRecord {
  const found = requireSnapshot(location, call);
  if ("version" in found) throw notSupported(`${call.operation}: version ${found.version} of a function`);
  return requireOwner(location, call);
}

/**
 * Returns the function, or the version that the qualifier names. Throws ResourceNotFoundException if it is missing;
 * rejects an alias as not supported.
 */
export function requireSnapshot(location: FunctionLocation, call: Call): Snapshot {
  const { qualifier } = location;
  const owner = requireOwner(location, call);
  if (qualifier === undefined || qualifier === "$LATEST") return owner;
  const { versions = {}, aliases = {} } = owner;
  if (Object.hasOwn(aliases, qualifier)) throw notSupported(`${call.operation}: alias ${qualifier} of a function`);
  const version = Object.hasOwn(versions, qualifier) ? versions[qualifier] : undefined;
  if (!version) throw notFound(location, call);
  return version;
}

/** Returns the function with this name, whatever the qualifier. Throws ResourceNotFoundException if it is missing. */
export function requireOwner(location: FunctionLocation, call: Call): FunctionRecord {
  const found = functionsOf(call)[location.name];
  if (!found) throw notFound(location, call);
  return found;
}

/** The operations whose error for a missing function ends in `:$LATEST` if the call has no qualifier. */
const ON_LATEST: ReadonlySet<string> = new Set(["Invoke", "PutFunctionConcurrency"]);

function notFound({ arn, qualifier: requested }: FunctionLocation, { operation }: Call) {
  const qualifier = requested ?? (ON_LATEST.has(operation) ? "$LATEST" : undefined);
  return resourceNotFound(`Function not found: ${qualifier === undefined ? arn : `${arn}:${qualifier}`}`);
}
