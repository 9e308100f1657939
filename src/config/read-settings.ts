import type { AwsCredentialIdentity, AwsCredentialIdentityProvider } from "@smithy/types";
import type { Model } from "../api/model/model.ts";
import type { StackName } from "../aws/stack-name.ts";
import type { TimingChoice } from "../daemon/local-timing.ts";
import { usageError } from "../errors.ts";
import type { Io } from "../io.ts";
import { checkName } from "./check-name.ts";
import { chooseTarget } from "./choose-target.ts";
import { CONFIG_FILE, type FileSettings, readConfigFile } from "./config-file.ts";
import { firstGiven, type Given } from "./given.ts";
import { isPossibleApiUrl } from "./possible-api-url.ts";
import type { ServiceEndpoints } from "./service-endpoints.ts";
import { givenSettings, type SettingFlags, type SettingTexts } from "./stack-settings.ts";
import { type RememberedTarget, readTargetCache } from "./target-cache.ts";

/** The flags that every command takes, as they were given. */
export interface GlobalFlags extends SettingFlags {
  readonly app?: string;
  readonly stage?: string;
  readonly local?: boolean;
  readonly region?: string;
  readonly profile?: string;
  readonly endpointUrl?: string;
  readonly json?: boolean;
  /** Plain http to another machine is allowed. */
  readonly insecure?: boolean;
  /** Of `deploy` and `plan`. */
  readonly model?: string;
}

/** Which cloud is touched, and how it was chosen. */
export interface Target {
  readonly kind: "aws" | "local";
  readonly region: string;
  /** Where the region was found: "--region", "AWS_REGION", "todo-api.json" ... */
  readonly regionSource: string;
  readonly profile?: string;
  readonly profileSource?: string;
  /** Of the local cloud once it is found running, or of another AWS-compatible endpoint. */
  readonly endpointUrl?: string;
  readonly endpointSource?: string;
  /** Of single services whose endpoint is another. */
  readonly endpoints?: ServiceEndpoints;
  /** The file of certificates to trust in place of Node's own. */
  readonly caBundle?: Given;
  /** Whether AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are used, and not the profile's credentials. */
  readonly usesEnvironmentKeys?: boolean;
  /** Whether the profile's credentials require a code of an MFA device. */
  readonly requiresMfa?: boolean;
  /** Of the local cloud's administrator, or how they are found. */
  readonly credentials?: AwsCredentialIdentity | AwsCredentialIdentityProvider;
  /** Twelve digits, when it is known without a call. */
  readonly account?: string;
  /** Of the local cloud, where its delays are simulated. */
  readonly simulation?: TimingChoice;
  /** The bearer token for the local cloud's own questions. */
  readonly localToken?: string;
}

/** Everything that flags, environment, configuration file and the folder's memory say, decided once. */
export interface Settings {
  readonly stack: StackName;
  readonly target: Target;
  readonly json: boolean;
  /** The model that is asked for, a name or a file; undefined leaves a stack the one that it has. */
  readonly model?: Given;
  /** The stack settings that are given; the others are as the stack has them. */
  readonly given: SettingTexts;
  /** Whether this very stack, in this very place, is what was deployed from this folder last. */
  readonly isRemembered: boolean;
  /** From that deploy; a convenience that may be out of date, and never called. */
  readonly apiUrl?: string;
  /** The model that was deployed. */
  readonly rememberedModel?: Model;
  /** The stack settings that were deployed. */
  readonly rememberedSettings?: SettingTexts;
}

/**
 * Decides the settings: flags, then environment, configuration file, the folder's memory, defaults. Makes no network call. Of a stack that was
 * destroyed only the cloud is remembered, unless `takesDestroyed`.
 */
export async function readSettings(
  flags: GlobalFlags,
  { env, cwd, stderr }: Io,
  takesDestroyed = false,
): Promise<Settings> {
  // Before anything is looked up: a slip here is the easiest to see and to mend.
  for (const part of ["app", "stage"] as const)
    if (flags[part] !== undefined) checkName(part, flags[part], `--${part}`);
  const file = readConfigFile(cwd);
  const remembered = readTargetCache(cwd, (why) => missMemory(why, flags, env, file, stderr));
  const sources = { flags, env, file, memory: remembered };
  const { target, memory } = await chooseTarget(sources);
  const nameOf = (part: "app" | "stage", usual: string) => {
    const variable = `TODO_API_${part.toUpperCase()}`;
    const last = memory?.destroyed && !takesDestroyed ? undefined : memory?.[part];
    const given = firstGiven([env[variable], variable], [file[part], CONFIG_FILE], [last, "the last deploy"]);
    // A flag counts even when it is empty: `--stage "$STAGE"` with an unset variable must not reach another stage.
    return flags[part] ?? checkName(part, given?.value ?? usual, given?.source ?? "the default");
  };
  const stack = { app: nameOf("app", "todo-api"), stage: nameOf("stage", "dev") };
  const model = modelIn(flags, env, file);
  const isRemembered = isSameStack(memory, stack, target);
  return {
    stack,
    target,
    given: givenSettings(flags, env, file),
    ...(model && { model }),
    json: flags.json ?? false,
    isRemembered,
    ...(isRemembered && !memory.destroyed && outputsOf(memory, target)),
  };
}

/** Without its memory, a folder could be taken for one that deployed to AWS, or to its own local cloud: then it must be said which is meant. */
function missMemory(why: string, flags: GlobalFlags, env: Io["env"], file: FileSettings, stderr: Io["stderr"]): void {
  const isSaid = [flags.local, env["TODO_API_LOCAL"], file.local, flags.profile, flags.endpointUrl].some(
    (given) => given !== undefined,
  );
  const what = `.todo-api/target.json, which remembers the last deploy of this folder, ${why}`;
  if (!isSaid)
    throw usageError(`${what}. Say which cloud is meant: --local or --no-local; or delete the file.`, [
      { command: "todo-api deploy --local", when: "it was the local cloud; this writes the file anew" },
    ]);
  stderr.write(`warning: ${what} and is ignored; the next deploy writes it anew.\n`);
}

function isSameStack(
  memory: RememberedTarget | undefined,
  stack: StackName,
  target: Target,
): memory is RememberedTarget {
  return (
    memory !== undefined &&
    memory.app === stack.app &&
    memory.stage === stack.stage &&
    memory.region === target.region &&
    memory.profile === target.profile &&
    memory.endpointUrl === target.endpointUrl &&
    // Where single services have other endpoints, the API of the last deploy may be elsewhere.
    target.endpoints === undefined
  );
}

/** A flag counts even when it is empty, as for the stack's name. */
function modelIn({ model: flag }: GlobalFlags, env: Io["env"], { model: setting }: FileSettings): Given | undefined {
  if (flag !== undefined) return { value: flag, source: "--model" };
  return firstGiven([env["TODO_API_MODEL"], "TODO_API_MODEL"], [setting, CONFIG_FILE]);
}

function outputsOf({ apiUrl, stage, model, settings }: RememberedTarget, target: Target) {
  return {
    ...(apiUrl !== undefined && isPossibleApiUrl(apiUrl, target, stage) && { apiUrl }),
    ...(model && { rememberedModel: model }),
    ...(settings && { rememberedSettings: settings }),
  } satisfies Partial<Settings>;
}
