import { createHash } from "node:crypto";
import {
  CreateFunctionCommand,
  DeleteFunctionCommand,
  DeleteFunctionConcurrencyCommand,
  type FunctionConfiguration,
  GetFunctionCommand,
  type LoggingConfig,
  TagResourceCommand,
  type TagsError,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import { functionArn } from "../aws/names.ts";
import { foreignResource, isOurs, type Tags, wrongTags } from "../aws/ownership.ts";
import type { StackName } from "../aws/stack-name.ts";
import { isAwsError, orAbsent, removed } from "../aws/tolerate.ts";
import { retryWhile, until } from "../aws/until.ts";
import { KNOWN_LATER, type Resource } from "../engine/resource.ts";
import type { Work } from "../engine/work.ts";
import { EXIT, TodoApiError } from "../errors.ts";
import { changesOf, compareFields, compareTags } from "./compare.ts";
import { wasFieldWanted, withIntent } from "./intent.ts";
import { type RoleState, watchRole } from "./role.ts";

export interface FunctionState {
  readonly settings: Readonly<Record<string, unknown>>;
  /** Set by nobody here: a function that somebody limited (to 0, to stop it) is freed again. */
  readonly reservedConcurrency: number | undefined;
  readonly codeSha256: string | undefined;
  readonly tags: Tags;
}

/** Which role, by its unique id, the function was made for: a function does not work with a role made again under the same name (KMS grants are for the id; repost Lambda KMSAccessDeniedException). */
const ROLE_ID_TAG = "todo-api:role-id";

export interface FunctionInput {
  readonly id: string;
  readonly name: string;
  readonly stack: StackName;
  readonly tags: Tags;
  readonly description: string;
  /** The zip; the same input always gives the same bytes. */
  readonly code: Uint8Array;
  readonly environment: Readonly<Record<string, string>>;
  readonly role: Resource<RoleState>;
  readonly roleArn: string;
  readonly logGroupName: string;
  readonly needs: readonly Resource[];
}

/** How long IAM may take until Lambda can assume a new role: seconds as a rule, minutes at worst (aws-behaviour 2.1). */
const ROLE_PROPAGATION_SECONDS = 120;
const FUNCTION_STATE_SECONDS = 60;

/** A Lambda function: nodejs24.x on arm64, 256 MB, 10 s, JSON logs into its own log group. */
export function lambdaFunction(input: FunctionInput): Resource<FunctionState> {
  const { id, name, stack, code, needs } = input;
  const kind = "Lambda function";
  const codeSha256 = createHash("sha256").update(code).digest("base64");
  const settings = settingsFor(input);
  const wants = {
    ...settings,
    Runtime: "nodejs24.x",
    Architectures: ["arm64"],
    reservedConcurrency: undefined,
    codeSha256,
  };
  const tags = withIntent(input.tags, wants);
  const resource: Resource<FunctionState> = {
    id,
    kind,
    name,
    needs,

    async read({ cloud }) {
      const found = await orAbsent(
        cloud.lambda.send(new GetFunctionCommand({ FunctionName: name })),
        "ResourceNotFoundException",
      );
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
      try {
        await whileRoleIsNew(work, input.role.name, () =>
          work.cloud.lambda.send(
            new CreateFunctionCommand({
              FunctionName: name,
              Runtime: "nodejs24.x",
              Architectures: ["arm64"],
              Code: { ZipFile: code },
              Tags: { ...wantedTags(work) },
              ...settings,
            }),
          ),
        );
      } catch (error) {
        if (isAwsError(error, "ResourceConflictException") && /already exist/.test(error.message)) return undefined;
        throw error;
      }
      const made = await untilReady(work, name);
      const { CodeSha256 } = made;
      return {
        settings: settingsOf(made),
        reservedConcurrency: undefined,
        codeSha256: CodeSha256,
        tags: wantedTags(work),
      };
    },

    diff: (state, work) => [
      ...compareFields({ ...state.settings, ...state }, wants),
      ...compareTags(state.tags, wantedTags(work)),
    ],

    // The role's id is never asked for: it is another only when the role was made again.
    wantedBefore: (state, field) => field === `tags.${ROLE_ID_TAG}` || wasFieldWanted(state.tags, field, wants, tags),

    async update(work, state, changes) {
      const { lambda } = work.cloud;
      if (changesOf(changes, `tags.${ROLE_ID_TAG}`).length > 0) return remake(work);
      if (changesOf(changes, "reservedConcurrency").length > 0)
        await lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName: name }));
      if (changes.some(({ field }) => isSetting(field))) {
        const wanted = { FunctionName: name, Runtime: "nodejs24.x" as const, ...settings };
        await whileRoleIsNew(work, input.role.name, () => lambda.send(new UpdateFunctionConfigurationCommand(wanted)));
        await untilReady(work, name);
      }
      // The architecture can be changed with the code alone (aws-behaviour 2.6).
      if (changesOf(changes, "codeSha256", "Architectures").length > 0) {
        await whileBusy(work, () =>
          lambda.send(new UpdateFunctionCodeCommand({ FunctionName: name, ZipFile: code, Architectures: ["arm64"] })),
        );
        await untilReady(work, name);
      }
      const wrong = wrongTags(state.tags, wantedTags(work));
      if (Object.keys(wrong).length > 0)
        await lambda.send(new TagResourceCommand({ Resource: functionArn(work.cloud, name), Tags: { ...wrong } }));
    },

    async remove(work) {
      if (!(await this.read(work))) return false;
      return whileBusy(work, () =>
        removed(work.cloud.lambda.send(new DeleteFunctionCommand({ FunctionName: name })), "ResourceNotFoundException"),
      );
    },
  };
  return resource;

  function wantedTags({ stateOf }: Work): Tags {
    return { ...tags, [ROLE_ID_TAG]: stateOf(input.role)?.roleId ?? KNOWN_LATER };
  }

  /** To send the same role's ARN again is no cure: the function is made anew; its permissions follow. */
  async function remake(work: Work): Promise<void> {
    await resource.remove?.(work);
    await resource.create(work);
  }
}

function isSetting(field: string): boolean {
  return !field.startsWith("tags.") && !["reservedConcurrency", "codeSha256", "Architectures"].includes(field);
}

function settingsFor(input: FunctionInput) {
  return {
    Role: input.roleArn,
    Handler: "index.handler",
    Description: input.description,
    Timeout: 10,
    MemorySize: 256,
    Environment: { Variables: { ...input.environment } },
    LoggingConfig: {
      LogFormat: "JSON",
      ApplicationLogLevel: "INFO",
      SystemLogLevel: "INFO",
      LogGroup: input.logGroupName,
    } satisfies LoggingConfig,
  };
}

function settingsOf(found: FunctionConfiguration): Readonly<Record<string, unknown>> {
  const { Role, Handler, Description, Timeout, MemorySize, Environment, LoggingConfig, Runtime, Architectures } = found;
  return {
    Role,
    Handler,
    Description,
    Timeout,
    MemorySize,
    Environment: { Variables: Environment?.Variables ?? {} },
    LoggingConfig,
    Runtime,
    Architectures,
  };
}

/**
 * A function that is being made or changed refuses further changes: the SDK does not retry that conflict (aws-behaviour 2.2). A new one can be
 * unknown for a moment. GetFunction, for its quota is 100 calls a second; GetFunctionConfiguration shares 15 with everything else (2.5).
 */
function untilReady(work: Work, name: string): Promise<FunctionConfiguration> {
  return until(work, { for: `the function ${name} to be ready`, seconds: FUNCTION_STATE_SECONDS }, async () => {
    const command = new GetFunctionCommand({ FunctionName: name });
    const found = (await orAbsent(work.cloud.lambda.send(command), "ResourceNotFoundException"))?.Configuration;
    if (found?.State === "Failed" || found?.LastUpdateStatus === "Failed") throw failedFunction(name, found);
    return found && found.State !== "Pending" && found.LastUpdateStatus !== "InProgress" ? found : undefined;
  });
}

function failedFunction(name: string, { StateReason, LastUpdateStatusReason }: FunctionConfiguration): TodoApiError {
  const why = StateReason ?? LastUpdateStatusReason ?? "Lambda gives no reason";
  return new TodoApiError("function-failed", EXIT.failure, `Lambda could not make the function ${name} ready: ${why}.`);
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

function whileBusy<Done>(work: Work, action: () => Promise<Done>): Promise<Done> {
  const mends = (error: unknown) =>
    isAwsError(error, "ResourceConflictException") &&
    /update is in progress|state: Pending|concurrent update|operation cannot be performed/i.test(error.message);
  return retryWhile(
    work,
    { for: "Lambda to finish another change of the function", seconds: FUNCTION_STATE_SECONDS },
    mends,
    action,
  );
}

/**
 * A new role is no use to Lambda for some seconds; the same words also mean a wrong trust policy, so the patience ends. They mean as well that the
 * role is gone, as when a destroy runs beside this: that is looked up, for no waiting brings it back.
 */
function whileRoleIsNew<Done>(work: Work, roleName: string, action: () => Promise<Done>): Promise<Done> {
  const wait = {
    for: "IAM to make the new role known to Lambda",
    seconds: ROLE_PROPAGATION_SECONDS,
    otherwise: "Does the role's trust policy still name lambda.amazonaws.com?",
  };
  const failIfGone = watchRole(work, roleName);
  return retryWhile(work, wait, isRoleRefused, async () => {
    try {
      return await whileBusy(work, action);
    } catch (error) {
      if (isRoleRefused(error)) await failIfGone();
      throw error;
    }
  });
}

function isRoleRefused(error: unknown): boolean {
  return (
    isAwsError(error, "InvalidParameterValueException") &&
    /cannot be assumed by Lambda|execution role does not have permissions|KMS key is invalid for CreateGrant/.test(
      error.message,
    )
  );
}
