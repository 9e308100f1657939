import type { Model } from "../api/model/model.ts";
import { dnsSuffixOf } from "../aws/partitions.ts";
import { MAX_LENGTHS, nameFault, type StackName } from "../aws/stack-name.ts";
import type { Target } from "../aws/target.ts";
import { usageError } from "../errors.ts";
import type { Io } from "../io.ts";
import { firstGiven, type Given } from "../text/given.ts";
import { quoteWord } from "../text/quote-word.ts";
import { warn } from "../text/warn.ts";
import { chooseTarget } from "./choose-target.ts";
import { CONFIG_FILE, type FileSettings, readConfigFile } from "./config-file.ts";
import { type GivenSettings, givenSettings } from "./given-settings.ts";
import type { GlobalFlags } from "./global-flags.ts";
import { parseSwitch } from "./parse-switch.ts";
import type { SettingTexts } from "./stack-settings.ts";
import { type RememberedTarget, readTargetCache } from "./target-cache.ts";

/**
 * The settings for a command, resolved once from flags, the environment, the configuration file, the last deploy and
 * defaults.
 */
export interface Settings extends GivenSettings {
  readonly stack: StackName;
  readonly target: Target;
  readonly json: boolean;
  /** The name or file of the given model; undefined keeps the stack's model. */
  readonly model?: Given;
  /** The rules whose failures `audit` accepts, each with the reason. */
  readonly acceptedRules: Readonly<Record<string, string>>;
  /** Whether the last deploy from this folder deployed this stack to this target. */
  readonly isRemembered: boolean;
  /** The API's URL after the last deploy. It may be out of date, so it is never called. */
  readonly apiUrl?: string;
  readonly rememberedModel?: Model;
  /** The user's own file with the deployed model, relative to the folder. */
  readonly rememberedModelFile?: string;
  readonly rememberedSettings?: SettingTexts;
  /** Whether the stack may still have resources that only its earlier settings required. */
  readonly mayHaveLeftovers?: boolean;
}

/**
 * Resolves the settings without a network call. If the last deployed stack has been destroyed, its app and stage are
 * ignored, unless `acceptsDestroyed` is true.
 */
export async function readSettings(
  flags: GlobalFlags,
  { env, cwd, stderr }: Io,
  acceptsDestroyed = false,
): Promise<Settings> {
  // Flags are checked first, because they are the easiest to see and fix.
  for (const part of ["app", "stage"] as const)
    if (flags[part] !== undefined) checkName(part, flags[part], `--${part}`);
  const file = readConfigFile(cwd);
  const settings = givenSettings(flags, env, file);
  const remembered = readTargetCache(cwd, (why) => reportDamagedRecord(why, flags, env, file, stderr));
  const sources = { flags, env, file, lastDeploy: remembered };
  const { target, lastDeploy } = await chooseTarget(sources);
  const nameOf = (part: "app" | "stage", fallback: string) => {
    const variable = `TODO_API_${part.toUpperCase()}`;
    const deployed = lastDeploy?.destroyed && !acceptsDestroyed ? undefined : lastDeploy?.[part];
    const given = firstGiven([env[variable], variable], [file[part], CONFIG_FILE], [deployed, "the last deploy"]);
    // An empty flag is not ignored: `--stage "$STAGE"` with an unset variable must not select another stage.
    return flags[part] ?? checkName(part, given?.value ?? fallback, given?.source ?? "the default");
  };
  const stack = { app: nameOf("app", "todo-api"), stage: nameOf("stage", "dev") };
  const model = modelIn(flags, env, file);
  const isRemembered = isSameStack(lastDeploy, stack, target);
  return {
    stack,
    target,
    ...settings,
    acceptedRules: file.audit?.accept ?? {},
    ...(model && { model }),
    json: flags.json ?? false,
    isRemembered,
    ...(isRemembered && !lastDeploy.destroyed && outputsOf(lastDeploy, target)),
  };
}

/** Returns the name; if it is invalid, throws a usage error that states the name's source. */
function checkName(part: keyof typeof MAX_LENGTHS, name: string, source: string): string {
  const why = nameFault(part, name);
  if (why === undefined) return name;
  throw usageError(
    `${part} ${JSON.stringify(name)} (from ${source}) ${why}; use 1 to ${MAX_LENGTHS[part]} lowercase letters, digits and single hyphens, starting with a letter`,
  );
}

/**
 * Warns that the record of the last deploy is damaged. Throws instead if nothing else selects AWS or the local cloud,
 * because the last deploy's cloud is then unknown.
 */
function reportDamagedRecord(
  why: string,
  flags: GlobalFlags,
  env: Io["env"],
  file: FileSettings,
  stderr: Io["stderr"],
): void {
  const isNamed = [flags.local, parseSwitch("TODO_API_LOCAL", env), file.local, flags.profile, flags.endpointUrl].some(
    (given) => given !== undefined,
  );
  const what = `.todo-api/target.json, the record of the last deploy, ${why}`;
  if (!isNamed)
    throw usageError(`${what}; use --local or --no-local, or delete the file`, [
      {
        command: `todo-api deploy --local${givenNames(flags)}`,
        comment: "recreate the file, if the last deploy was local",
      },
    ]);
  warn(stderr, `${what} and is ignored; the next deploy rewrites it`);
}

function givenNames({ app, stage, region }: GlobalFlags): string {
  const given = Object.entries({ app, stage, region }).filter(([, value]) => value !== undefined);
  return given.map(([flag, value]) => ` --${flag} ${quoteWord(value ?? "")}`).join("");
}

function isSameStack(
  lastDeploy: RememberedTarget | undefined,
  stack: StackName,
  target: Target,
): lastDeploy is RememberedTarget {
  return (
    lastDeploy !== undefined &&
    lastDeploy.app === stack.app &&
    lastDeploy.stage === stack.stage &&
    lastDeploy.region === target.region &&
    lastDeploy.profile === target.profile &&
    lastDeploy.endpointUrl === target.endpointUrl &&
    // With endpoints for individual services, the last deploy may have been to a different cloud.
    target.endpoints === undefined
  );
}

/** Does not ignore an empty flag, so that `--model "$MODEL"` with an unset variable fails. */
function modelIn({ model: flag }: GlobalFlags, env: Io["env"], { model: setting }: FileSettings): Given | undefined {
  if (flag !== undefined) return { value: flag, source: "--model" };
  return firstGiven([env["TODO_API_MODEL"], "TODO_API_MODEL"], [setting, CONFIG_FILE]);
}

function outputsOf({ apiUrl, stage, model, modelFile, settings, leftovers }: RememberedTarget, target: Target) {
  return {
    ...(apiUrl !== undefined && isPossibleApiUrl(apiUrl, target, stage) && { apiUrl }),
    ...(model && { rememberedModel: model }),
    ...(modelFile !== undefined && { rememberedModelFile: modelFile }),
    ...(settings && { rememberedSettings: settings }),
    ...(leftovers && { mayHaveLeftovers: true }),
  } satisfies Partial<Settings>;
}

/**
 * Whether a URL can belong to an API stage of this target. A copied folder can contain any URL, and the local cloud's
 * URLs change.
 */
function isPossibleApiUrl(url: string, { kind, region, endpointUrl }: Target, stage: string): boolean {
  if (kind === "local") return false;
  if (endpointUrl !== undefined) return url.startsWith(`${endpointUrl}/`);
  const [id = "", ...rest] = url.replace(/^https:\/\//, "").split(".");
  return (
    url.startsWith("https://") &&
    /^[a-z0-9]+$/.test(id) &&
    rest.join(".") === `execute-api.${region}.${dnsSuffixOf(region)}/${stage}`
  );
}
