import { DEFAULT_MODEL } from "../api/model/model.ts";
import { getBuiltInModel } from "../api/model/read-model.ts";
import type { Cloud } from "../aws/cloud.ts";
import { createCloud } from "../aws/create-cloud.ts";
import { isDenial } from "../aws/denial.ts";
import { explainAwsError } from "../aws/explain.ts";
import { tableName } from "../aws/names.ts";
import { isOurs, requireKnownFormat, type Tags } from "../aws/ownership.ts";
import { type StackName, stackLabel } from "../aws/stack-name.ts";
import type { Target } from "../aws/target.ts";
import { settingsInForce } from "../config/given-settings.ts";
import { settingTextsIn, tagsOfSettings } from "../config/setting-tags.ts";
import { resolveSettings, type StackSettings } from "../config/stack-settings.ts";
import { clockOf } from "../engine/clock.ts";
import { EXIT } from "../errors.ts";
import { PACKAGE_ROOT } from "../package/package-root.ts";
import { readVersion } from "../package/version.ts";
import { KIND } from "../resources/kinds.ts";
import { readTableTags } from "../resources/table/table-tags.ts";
import { type Stack, todoStack } from "../stack/stack.ts";
import type { StackInput } from "../stack/stack-content.ts";
import { requireUsableArns } from "./check-arns.ts";
import { requireCompletedField } from "./check-settings.ts";
import { chooseModel } from "./choose-model.ts";
import type { CommandContext } from "./command-context.ts";

interface OpenStack {
  readonly cloud: Cloud;
  readonly stack: Stack;
}

/** A stack, and the settings of its last deploy. */
export interface OpenDeployedStack extends OpenStack {
  readonly deployedSettings: StackSettings;
}

/**
 * Connects to the target cloud and reads the stack's account, settings and model. With `requiresSettings`, throws if
 * the permission to read the settings is missing: otherwise, a command that does not read the table would not notice.
 */
export async function openStack(
  context: CommandContext,
  { requiresSettings = false }: { readonly requiresSettings?: boolean } = {},
): Promise<OpenDeployedStack> {
  const { settings } = context;
  const findModel = chooseModel(context);
  const cloud = await connect(context);
  const reading = readOwnTags(cloud, settings.stack, requiresSettings);
  const [model, tableTags] = await Promise.all([findModel(cloud, reading), reading]).catch((error: unknown) => {
    throw explainAwsError(error, `could not read the settings of ${stackLabel(settings.stack)}`) ?? error;
  });
  const texts = settingsInForce(settings, tableTags ?? {}, tableName(settings.stack));
  const stackSettings = resolveSettings(texts, settings.stack);
  requireCompletedField(stackSettings, model.model, settings);
  requireUsableArns(stackSettings, settings.sources, cloud);
  const input = { settings: stackSettings, settingTags: tagsOfSettings(texts), tableTags };
  const deployedSettings = resolveSettings(settingTextsIn(tableTags ?? {}), settings.stack);
  const caller = stackSettings.tablePolicy ? { callerArn: await cloud.callerArn() } : {};
  return { cloud, stack: stackNamed(settings.stack, cloud, { ...model, ...input, ...caller }), deployedSettings };
}

/** Connects to the target cloud and reads the settings of the last deploy; ignores settings given to this command. */
export async function openSettings(
  context: CommandContext,
  { requiresSettings = false }: { readonly requiresSettings?: boolean } = {},
): Promise<{ readonly cloud: Cloud; readonly settings: StackSettings }> {
  const { stack } = context.settings;
  const cloud = await connect(context);
  const tags = await readOwnTags(cloud, stack, requiresSettings).catch((error: unknown) => {
    throw explainAwsError(error, `could not read the settings of ${stackLabel(stack)}`) ?? error;
  });
  return { cloud, settings: resolveSettings(settingTextsIn(tags ?? {}), stack) };
}

/** Opens a stack to remove it. Skips its model and settings, because damaged ones must not prevent the removal. */
export async function openStackToRemove(
  context: CommandContext,
  input: Pick<StackInput, "keepBackup"> = {},
): Promise<OpenStack> {
  const cloud = await connect(context);
  return { cloud, stack: stackToRemove(context.settings.stack, cloud, input) };
}

/** Returns a stack with every resource that any combination of settings can include. */
export function stackToRemove(name: StackName, cloud: Cloud, input: Pick<StackInput, "keepBackup"> = {}): Stack {
  const settings = { ...resolveSettings({}, name), protect: undefined, auth: "api-key" as const };
  return stackNamed(name, cloud, {
    ...input,
    isForRemoval: true,
    model: getBuiltInModel(DEFAULT_MODEL),
    settings,
    settingTags: {},
  });
}

function stackNamed(
  name: StackName,
  cloud: Cloud,
  input: Omit<StackInput, "name" | "cloud" | "version" | "packageRoot">,
): Stack {
  return todoStack({ ...input, name, cloud, version: readVersion(), packageRoot: PACKAGE_ROOT });
}

/**
 * Returns the tags of the stack's table; undefined if the stack has no table. Unless the tags are required, also
 * returns undefined if the permission to read them is missing: the later read of the table then fails too, before any
 * change, and its error is reported together with those from other denied reads.
 */
async function readOwnTags(cloud: Cloud, stack: StackName, isRequired: boolean): Promise<Tags | undefined> {
  try {
    const tags = await readTableTags(cloud, tableName(stack));
    if (!tags || !isOurs(tags, stack)) return undefined;
    requireKnownFormat(KIND.table, tableName(stack), tags);
    return tags;
  } catch (error) {
    if (isDenial(error) && !isRequired) return undefined;
    throw error;
  }
}

/** Connects to the target cloud. */
export async function connect({ io, settings, signal }: CommandContext): Promise<Cloud> {
  try {
    return await createCloud(settings.target, clockOf(io, signal));
  } catch (error) {
    const name = cloudName(settings.target);
    const known = explainAwsError(error, `could not connect to ${name}`);
    if (known?.exitCode === EXIT.auth) throw explainAwsError(error, `could not authenticate with ${name}`) ?? known;
    throw known ?? error;
  }
}

function cloudName({ kind, endpointUrl = "AWS" }: Target): string {
  return kind === "local" ? "the local cloud" : endpointUrl;
}
