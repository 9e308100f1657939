import {
  DeleteFunctionCommand,
  DeleteFunctionConcurrencyCommand,
  type FunctionConfiguration,
  type GetFunctionCommandOutput,
  TagResourceCommand,
} from "@aws-sdk/client-lambda";
import { functionArn } from "../../aws/names.ts";
import type { Tags } from "../../aws/ownership.ts";
import { isAwsError } from "../../aws/undefined-on.ts";
import { KNOWN_AFTER_APPLY, type ResourceContext, type StandaloneResource } from "../../engine/resource.ts";
import { hasChange } from "../compare.ts";
import { findFunction, unreadableTags } from "../find-function.ts";
import { matchesFingerprint } from "../fingerprints.ts";
import { KIND } from "../kinds.ts";
import { managed, type Owned, type Tagged } from "../managed.ts";
import { createFunction, type FunctionDefinition, putCode, putConfiguration } from "./change-function.ts";
import { type FunctionSettings, fieldsOf, type SettingFields, settingsOf } from "./settings.ts";
import { keepVersion, pruneVersions } from "./versions.ts";
import { retryWhileUpdating, untilReady } from "./waits.ts";

export interface FunctionState extends SettingFields, Tagged {
  readonly settings: FunctionSettings;
  /** A limit that was set outside todo-api, such as 0 to stop the function; the next deploy removes it. */
  readonly reservedConcurrency: number | undefined;
  readonly codeSha256: string | undefined;
}

/**
 * The tag with the unique ID of the function's role: the function does not work with a role that is recreated under the
 * same name (https://repost.aws/knowledge-center/lambda-kmsaccessdeniedexception-errors).
 */
const ROLE_ID_TAG = "todo-api:role-id";

export interface FunctionInput extends FunctionDefinition, Owned {
  readonly id: string;
  /** The response from Lambda, if it has already been requested; the first read uses it. */
  readonly alreadyRead?: Promise<GetFunctionCommandOutput | undefined> | undefined;
}

/**
 * A Lambda function. An update publishes the code and settings of the last deploy as a version before it replaces them,
 * so that a rollback can restore them.
 */
export function lambdaFunction(input: FunctionInput): StandaloneResource<FunctionState> {
  const { cloud, name, code, roleArn } = input;
  const resource = managedFunction(input);
  const released = Object.keys(releasedFields(input));
  return {
    ...resource,

    async update(context, state, changes) {
      // Dependents start only after the recreation, so that the engine reads them again: the deletion of the function
      // also deletes its permissions.
      if (state.settings.Role === roleArn && hasChange(changes, `tags.${ROLE_ID_TAG}`))
        return recreate({ ...context, letDependentsStart: () => {} });
      const isKept = hasChange(changes, ...released) && isUnchangedSinceDeploy(state);
      if (isKept) await keepVersion(cloud, name, state.codeSha256 ?? "");
      await resource.update(context, state, changes);
      if (isKept) await pruneVersions(cloud, name);
    },
  };

  /**
   * Recreates the function, because setting the role's ARN again does not help. The function loses its versions and
   * permissions.
   */
  async function recreate(context: ResourceContext): Promise<void> {
    const zip = await code.zip();
    await resource.remove();
    await lambdaFunction({ ...input, code: { ...code, zip: async () => zip } }).create(context);
  }
}

function managedFunction(input: FunctionInput): StandaloneResource<FunctionState> {
  const { cloud, name, role, roleArn } = input;
  const setConfiguration = () => putConfiguration(input);
  const setCode = () => putCode(input);
  let { alreadyRead } = input;
  return managed({
    ...input,
    kind: KIND.function,
    desired: { ...releasedFields(input), reservedConcurrency: undefined },

    async observe() {
      const reading = alreadyRead ?? findFunction(cloud.lambda, name);
      alreadyRead = undefined;
      const { Configuration, Concurrency, Tags: tags = {}, TagsError } = (await reading) ?? {};
      if (!Configuration) return undefined;
      if (TagsError) throw unreadableTags(name, TagsError);
      return { tags, state: () => stateOf(Configuration, tags, Concurrency?.ReservedConcurrentExecutions) };
    },

    async create(tags, { letDependentsStart }) {
      await createFunction(input, tags);
      // Permissions can be added while the function is Pending.
      letDependentsStart();
      return stateOf(await untilReady(cloud, name), tags, undefined);
    },
    alreadyExists: (error) => isAwsError(error, "ResourceConflictException") && /already exist/.test(error.message),

    set: {
      reservedConcurrency: () => cloud.lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName: name })),
      Role: setConfiguration,
      Handler: setConfiguration,
      Description: setConfiguration,
      Timeout: setConfiguration,
      MemorySize: setConfiguration,
      LoggingConfig: setConfiguration,
      Runtime: setConfiguration,
      Environment: setConfiguration,
      MODEL: setConfiguration,
      Architectures: setCode,
      codeSha256: setCode,
    },

    desiredTags: (tags, states) => ({ ...tags, [ROLE_ID_TAG]: states.stateOf(role)?.roleId ?? KNOWN_AFTER_APPLY }),
    // If the role's ARN is the same, the ID differs only if the role was recreated or the tag was changed: both are
    // drift.
    isDrift: (field, { settings }) => (field === `tags.${ROLE_ID_TAG}` && settings.Role === roleArn) || undefined,
    tag: (tags) => cloud.lambda.send(new TagResourceCommand({ Resource: functionArn(cloud, name), Tags: { ...tags } })),
    retry: (change) => retryWhileUpdating(cloud, change),

    remove: () => retryWhileUpdating(cloud, () => cloud.lambda.send(new DeleteFunctionCommand({ FunctionName: name }))),
    missing: "ResourceNotFoundException",
  });
}

function releasedFields({ settings, code }: FunctionInput) {
  return { ...fieldsOf(settings), codeSha256: code.sha256 };
}

function stateOf(found: FunctionConfiguration, tags: Tags, reservedConcurrency: number | undefined): FunctionState {
  const settings = settingsOf(found);
  return { ...fieldsOf(settings), settings, reservedConcurrency, codeSha256: found.CodeSha256, tags };
}

/**
 * Whether the code and the settings are those of the last deploy. Ignores undefined settings, because an older version
 * of todo-api may not have set them.
 */
function isUnchangedSinceDeploy({ settings, codeSha256, tags }: FunctionState): boolean {
  const actual = Object.entries({ ...fieldsOf(settings), codeSha256 });
  return actual.every(([field, value]) => value === undefined || matchesFingerprint(tags, field, value));
}
