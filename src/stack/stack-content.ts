import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type ApiDocument, gatewayDocument } from "../api/gateway-document.ts";
import { type Model, modelText } from "../api/model/model.ts";
import { ACTIONS, type Action, ITEM_ACTIONS } from "../api/routes.ts";
import type { Cloud } from "../aws/cloud.ts";
import * as names from "../aws/names.ts";
import { ownershipTags, type Tags } from "../aws/ownership.ts";
import type { StackName } from "../aws/stack-name.ts";
import type { Website } from "../config/api-settings.ts";
import { existingRoleOf } from "../config/existing-roles.ts";
import { settingTextsIn } from "../config/setting-tags.ts";
import { resolveSettings, type StackSettings } from "../config/stack-settings.ts";
import type { FunctionCode } from "../resources/function/change-function.ts";
import type { FunctionInput } from "../resources/function/function.ts";
import {
  codeSha256Of,
  type FunctionSettings,
  functionFingerprintOf,
  settingsFor,
} from "../resources/function/settings.ts";
import type { Release } from "../resources/release.ts";
import { pageEnvironment, pageFolder, pagePathsIn } from "./page-content.ts";

export interface StackInput {
  readonly name: StackName;
  readonly cloud: Cloud;
  /** The version of todo-api. */
  readonly version: string;
  /** The folder that contains `dist/handlers/*.zip` and `dist/frontend/`. */
  readonly packageRoot: string;
  readonly model: Model;
  /** Lambda's response for the `read` function, if it was just requested to find the model. */
  readonly readFunction?: FunctionInput["alreadyRead"];
  readonly settings: StackSettings;
  /** The tags that store all settings that have ever been given. */
  readonly settingTags: Tags;
  /** The ARN of the caller, to whom a table policy gives access. */
  readonly callerArn?: string;
  /** The tags of the stack's table, if they were just read. */
  readonly tableTags?: Tags | undefined;
  /** Whether the stack is only to be removed. If so, it includes the resources for both ways to serve the page. */
  readonly isForRemoval?: boolean;
  /** Whether a destroy keeps the backup that AWS creates for a table with point-in-time recovery. */
  readonly keepBackup?: boolean;
}

/** The inputs that the resources of a stack share, and the content of its functions and API. */
export interface StackContent {
  readonly input: StackInput;
  /** The inputs of every resource that has tags. */
  readonly owned: { readonly cloud: Cloud; readonly stack: StackName; readonly tags: Tags };
  readonly document: ApiDocument;
  readonly functions: readonly FunctionContent[];
  readonly release: Release;
}

/** The content of one action's function. */
export interface FunctionContent {
  readonly action: string;
  readonly settings: FunctionSettings;
  readonly code: FunctionCode;
  /** The actions that it may perform on the table, such as "PutItem". */
  readonly tableActions: readonly string[];
  readonly isOptional?: boolean;
  /** Lambda's response for the function, if it was just requested: the first read uses it. */
  readonly alreadyRead?: FunctionInput["alreadyRead"];
}

/** The actions that each function may perform on the table. */
const TABLE_ACTIONS: Readonly<Record<Action, readonly string[]>> = {
  create: ["PutItem"],
  read: ["GetItem", "Query"],
  update: ["UpdateItem"],
  delete: ["DeleteItem"],
  website: [],
};
/** The additional actions of the delete function, if one request can delete all items. */
const CLEAR_ACTIONS = ["Query", "BatchWriteItem"];

/** Returns the content that this version of todo-api deploys with these settings. */
export function contentOf(input: StackInput): StackContent {
  const { cloud, name, version, model, settings, packageRoot } = input;
  const isServedByApi = isServedBy(input, "api");
  const pagePaths = isServedByApi ? pagePathsIn(pageFolder(packageRoot)) : [];
  const document = gatewayDocument(name, cloud, { model, ...settings, pagePaths });
  const actions = isServedByApi ? ACTIONS : ITEM_ACTIONS;
  const functions = actions.map((action) => functionContent(input, action));
  const release = releaseOf(document, functions);
  return { input, owned: { cloud, stack: name, tags: ownershipTags(name, version) }, document, functions, release };
}

/** Whether the page is served this way or, in a stack that is only to be removed, may have been. */
export function isServedBy({ settings, isForRemoval = false }: StackInput, website: Website): boolean {
  return isForRemoval || settings.website === website;
}

/** The settings of the last deploy; undefined before the first one, or if the table's tags were not read. */
export function settingsBefore({ tableTags, name }: StackInput): StackSettings | undefined {
  return tableTags && resolveSettings(settingTextsIn(tableTags), name);
}

function functionContent(input: StackInput, action: Action): FunctionContent {
  const mayClear = action === "delete" && input.settings.allowClear;
  const environment =
    action === "website" ? pageEnvironment(input) : { ...itemsEnvironment(input), ...expiryFor(input, action) };
  const settings = settingsOfAction({ ...input, accountRegion: input.cloud }, action, environment);
  return {
    action,
    settings: { ...settings, Role: existingRoleOf(input.settings, action) ?? settings.Role },
    code: codeOf(readFileSync(join(input.packageRoot, "dist", "handlers", `${action}.zip`))),
    tableActions: [...TABLE_ACTIONS[action], ...(mayClear ? CLEAR_ACTIONS : [])],
    isOptional: action === "website",
    alreadyRead: action === "read" ? input.readFunction : undefined,
  };
}

/** The content of an obsolete action's function: just enough to find and remove the function. */
export function obsoleteContent(input: StackInput, action: string): FunctionContent {
  const settings = settingsOfAction({ ...input, accountRegion: input.cloud }, action);
  return { action, settings, code: codeOf(new Uint8Array()), tableActions: [] };
}

/** Returns the environment for functions that can complete items: the days after which completed items expire. */
function expiryFor({ settings }: StackInput, action: Action): Readonly<Record<string, string>> {
  const completes = action === "create" || action === "update";
  if (!completes || settings.expireCompleted === "none") return {};
  return { EXPIRE_COMPLETED_DAYS: settings.expireCompleted.slice(0, -1) };
}

type FunctionEnvironment = Readonly<Record<string, string>>;

function itemsEnvironment({ name, model }: Pick<StackInput, "name" | "model">): FunctionEnvironment {
  return { TABLE_NAME: names.tableName(name), MODEL: modelText(model) };
}

/** The settings that this version of todo-api gives to an action's function. */
export function settingsOfAction(
  { name, accountRegion, model }: Pick<StackInput, "name" | "model"> & { readonly accountRegion: names.AccountRegion },
  action: string,
  environment: FunctionEnvironment = itemsEnvironment({ name, model }),
): FunctionSettings {
  return settingsFor({
    description: `The ${action} function of the API.`,
    environment,
    roleArn: names.roleArn(accountRegion, names.roleName(name, action, accountRegion.region)),
    logGroupName: names.functionLogGroupName(name, action),
  });
}

function codeOf(zip: Uint8Array): FunctionCode {
  return { sha256: codeSha256Of(zip), zip: async () => zip };
}

function releaseOf({ version }: ApiDocument, contents: readonly FunctionContent[]): Release {
  const functions = contents.map(({ action, settings, code, tableActions }) => {
    return [action, { fingerprint: functionFingerprintOf(settings, code.sha256), tableActions }] as const;
  });
  return { document: version, functions: Object.fromEntries(functions) };
}
