import {
  CreateFunctionCommand,
  DeleteFunctionCommand,
  DeleteFunctionConcurrencyCommand,
  type GetFunctionCommandOutput,
  TagResourceCommand,
  type TagsError,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import type { Cloud } from "../../aws/cloud.ts";
import { functionArn } from "../../aws/names.ts";
import { foreignResource, isOurs, type Tags, tagsToUpdate } from "../../aws/ownership.ts";
import { settleAll } from "../../aws/settle-all.ts";
import type { StackName } from "../../aws/stack-name.ts";
import { deletedUnlessMissing, isAwsError } from "../../aws/undefined-on.ts";
import {
  KNOWN_AFTER_APPLY,
  type KnownStates,
  type Resource,
  type ResourceContext,
  type StandaloneResource,
} from "../../engine/resource.ts";
import { EXIT, TodoApiError } from "../../errors.ts";
import { changesOf, compareFields, compareTags } from "../compare.ts";
import { findFunction } from "../find-function.ts";
import { fieldMatchesLastDeploy, matchesFingerprint, withFingerprints } from "../fingerprints.ts";
import type { RoleState } from "../role.ts";
import { type FunctionSettings, settingsOf } from "./settings.ts";
import { keepVersion, pruneVersions } from "./versions.ts";
import { retryWhileUpdating, untilReady, whileRoleIsNew } from "./waits.ts";

export interface FunctionState {
  readonly settings: FunctionSettings;
  /** Set by nobody here: a function that somebody limited (to 0, to stop it) is freed again. */
  readonly reservedConcurrency: number | undefined;
  readonly codeSha256: string | undefined;
  readonly tags: Tags;
}

/** Which role, by its unique id, the function was made for: a function does not work with a role made again under the same name (KMS grants are for the id; repost Lambda KMSAccessDeniedException). */
const ROLE_ID_TAG = "todo-api:role-id";

export interface FunctionInput {
  readonly cloud: Cloud;
  readonly id: string;
  readonly name: string;
  readonly stack: StackName;
  readonly tags: Tags;
  readonly settings: FunctionSettings;
  readonly code: FunctionCode;
  readonly role: Resource<RoleState>;
  readonly roleArn: string;
  readonly needs: readonly Resource[];
  readonly changedAfter?: readonly Resource[];
  /** What Lambda answered a moment ago, when it was asked already: the first reading takes it. */
  readonly alreadyRead?: Promise<GetFunctionCommandOutput | undefined> | undefined;
}

/** A function's package. */
export interface FunctionCode {
  /** As Lambda answers it: base64. */
  readonly sha256: string;
  /** The bytes, fetched when they are needed. */
  zip(): Promise<Uint8Array>;
}

/** A Lambda function. What a deploy left there is published as a version before it becomes another: a rollback finds it there. */
export function lambdaFunction(input: FunctionInput): StandaloneResource<FunctionState> {
  const { cloud, id, name, stack, settings, code, needs } = input;
  const { Runtime, Architectures, Role: _, ...others } = settings;
  const kind = "Lambda function";
  const wants = { ...compared(settings), reservedConcurrency: undefined, codeSha256: code.sha256 };
  const tags = withFingerprints(input.tags, wants);
  let { alreadyRead } = input;
  const resource: StandaloneResource<FunctionState> = {
    id,
    kind,
    name,
    needs,
    updateAfter: input.changedAfter ?? [],

    async read() {
      const reading = alreadyRead ?? findFunction(cloud.lambda, name);
      alreadyRead = undefined;
      const found = await reading;
      if (!found?.Configuration) return undefined;
      if (found.TagsError) throw unreadableTags(name, found.TagsError);
      const actual = found.Tags ?? {};
      if (!isOurs(actual, stack)) throw foreignResource(kind, name, stack);
      return {
        settings: settingsOf(found.Configuration),
        reservedConcurrency: found.Concurrency?.ReservedConcurrentExecutions,
        codeSha256: found.Configuration.CodeSha256,
        tags: actual,
      };
    },

    async create(work) {
      const ZipFile = await code.zip();
      try {
        await whileRoleIsNew(cloud, input.role.name, () =>
          cloud.lambda.send(
            new CreateFunctionCommand({
              ...settings,
              FunctionName: name,
              Role: input.roleArn,
              Code: { ZipFile },
              Tags: { ...wantedTags(work) },
            }),
          ),
        );
      } catch (error) {
        if (isAwsError(error, "ResourceConflictException") && /already exist/.test(error.message)) return undefined;
        throw error;
      }
      // AWS lets permissions be added while the function is Pending.
      work.release();
      const made = await untilReady(cloud, name);
      const { CodeSha256 } = made;
      return {
        settings: settingsOf(made),
        reservedConcurrency: undefined,
        codeSha256: CodeSha256,
        tags: wantedTags(work),
      };
    },

    diff: (state, work) => [
      ...compareFields({ ...compared(state.settings), ...state }, wants),
      ...compareTags(state.tags, wantedTags(work)),
    ],

    // The role's id is never asked for: it is another only when the role was made again.
    matchesLastDeploy: (state, field) =>
      field === `tags.${ROLE_ID_TAG}` || fieldMatchesLastDeploy(state.tags, field, wants, tags),

    async update(work, state, changes) {
      const { lambda } = cloud;
      if (changesOf(changes, `tags.${ROLE_ID_TAG}`).length > 0) return remake(work);
      if (changesOf(changes, "reservedConcurrency").length > 0)
        await lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName: name }));
      const hasOtherSettings = changes.some(({ field }) => isSetting(field));
      // The architecture can be changed with the code alone (aws-behaviour 2.6).
      const hasOtherCode = changesOf(changes, "codeSha256", "Architectures").length > 0;
      const isKept = (hasOtherSettings || hasOtherCode) && isAsDeployed(state);
      if (isKept) await keepVersion(cloud, name, state.codeSha256 ?? "");
      if (hasOtherSettings) {
        const wanted = { ...others, FunctionName: name, Runtime, Role: input.roleArn };
        await whileRoleIsNew(cloud, input.role.name, () => lambda.send(new UpdateFunctionConfigurationCommand(wanted)));
        await untilReady(cloud, name);
      }
      if (hasOtherCode) {
        const command = { FunctionName: name, ZipFile: await code.zip(), Architectures };
        await retryWhileUpdating(cloud, () => lambda.send(new UpdateFunctionCodeCommand(command)));
      }
      await settleAll([
        hasOtherCode && untilReady(cloud, name),
        tagAsWanted(work, state),
        isKept && pruneVersions(cloud, name),
      ]);
    },

    async remove() {
      if (!(await this.read())) return false;
      return retryWhileUpdating(cloud, () =>
        deletedUnlessMissing(
          cloud.lambda.send(new DeleteFunctionCommand({ FunctionName: name })),
          "ResourceNotFoundException",
        ),
      );
    },
  };
  return resource;

  function wantedTags({ stateOf }: KnownStates): Tags {
    return { ...tags, [ROLE_ID_TAG]: stateOf(input.role)?.roleId ?? KNOWN_AFTER_APPLY };
  }

  async function tagAsWanted(work: KnownStates, state: FunctionState): Promise<void> {
    const wrong = tagsToUpdate(state.tags, wantedTags(work));
    if (Object.keys(wrong).length === 0) return;
    const command = new TagResourceCommand({ Resource: functionArn(cloud, name), Tags: { ...wrong } });
    await retryWhileUpdating(cloud, () => cloud.lambda.send(command));
  }

  /** To send the same role's ARN again is no cure: the function is made anew; its permissions follow, its versions are gone. */
  async function remake(work: ResourceContext): Promise<void> {
    const zip = await code.zip();
    await resource.remove();
    // What needs it compares with what was there before, and must wait.
    const alone = { ...work, release: () => {} };
    await lambdaFunction({ ...input, code: { ...code, zip: async () => zip } }).create(alone);
  }
}

/** What is compared: the model stands beside the other variables, for whoever reads a plan. */
function compared({ Environment, ...settings }: FunctionSettings): Readonly<Record<string, unknown>> {
  const { MODEL, ...others } = Environment.Variables;
  return { ...settings, Environment: others, MODEL };
}

/** Whether code and settings are what the last deploy wanted: neither changed by hand, nor left half-way by a deploy that died. */
function isAsDeployed({ settings, codeSha256, tags }: FunctionState): boolean {
  return Object.entries({ ...compared(settings), codeSha256 }).every(([field, value]) =>
    matchesFingerprint(tags, field, value),
  );
}

function isSetting(field: string): boolean {
  return !field.startsWith("tags.") && !["reservedConcurrency", "codeSha256", "Architectures"].includes(field);
}

/** Tags that cannot be read are no tags of another: that must not be mixed up. */
function unreadableTags(name: string, { ErrorCode, Message }: TagsError): TodoApiError {
  const code = /AccessDenied/.test(ErrorCode ?? "") ? EXIT.auth : EXIT.failure;
  return new TodoApiError(
    "tags-unreadable",
    code,
    `The tags of the function ${name} cannot be read (${ErrorCode}): ${Message}`,
  );
}
