import { notSupported } from "../../protocol/aws-error.ts";
import type { Call, RequiredPermission } from "../operation.ts";
import { invalidParameter } from "./lambda-error.ts";
import { functionPermission, locateFunction } from "./locate-function.ts";
import { requireFunction } from "./require-function.ts";
import type { FunctionRecord } from "./store.ts";

const MAX_TAGS = 50;
const MAX_KEY_CHARACTERS = 128;
const MAX_VALUE_CHARACTERS = 256;

/** Returns the previous tags and the added ones. Throws if Lambda would reject the change. */
export function mergeTags(
  before: Readonly<Record<string, string>>,
  added: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  for (const [key, value] of Object.entries(added)) {
    if (key === "" || key.length > MAX_KEY_CHARACTERS) throw invalidParameter(`The tag key "${key}" is invalid.`);
    if (/^aws:/i.test(key)) throw invalidParameter("Tag keys must not start with aws:, which is reserved for AWS use.");
    if (value.length > MAX_VALUE_CHARACTERS) throw invalidParameter(`The value of the tag "${key}" is too long.`);
  }
  const tags = { ...before, ...added };
  if (Object.keys(tags).length > MAX_TAGS) throw invalidParameter("Number of tags exceeds resource tag limit.");
  return tags;
}

/** Returns the function with this ARN, for operations on tags. Rejects an ARN with a qualifier. */
export function requireFunctionByArn(resource: string, call: Call): FunctionRecord {
  const location = locateFunction({ FunctionName: resource }, call);
  if (location.qualifier !== undefined)
    throw invalidParameter("Tags on function aliases and versions are not supported. Please specify a function ARN.");
  return requireFunction(location, call);
}

/** The permission that a tag operation requires. */
export function taggingPermission(resource: string, call: Call): RequiredPermission {
  if (!resource.includes(":function:")) throw notSupported(`${call.operation}: the resource ${resource}`);
  return functionPermission({ FunctionName: resource }, call);
}
