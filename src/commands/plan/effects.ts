import { isDeepStrictEqual } from "node:util";
import { checkModel } from "../../api/model/check-model.ts";
import type { Model } from "../../api/model/model.ts";
import type { Action } from "../../api/routes.ts";
import type { Cloud } from "../../aws/cloud.ts";
import { NONE } from "../../config/setting.ts";
import { settingTextsIn } from "../../config/setting-tags.ts";
import { resolveSettings, STACK_SETTING_KEYS, type StackSettings } from "../../config/stack-settings.ts";
import type { Observed } from "../../engine/observe.ts";
import { sharedRoleArn } from "../../resources/rest-api/account-role.ts";
import type { Stack } from "../../stack/stack.ts";
import { countText } from "../../text/count-text.ts";
import { parseJson } from "../../text/json.ts";
import { listWithAnd } from "../../text/word-list.ts";
import { itemCountText, surveyData } from "../destroy/survey-data.ts";

/**
 * Describes the effects of a deploy on callers of the API, on the items and on operators: one sentence for each setting
 * that changes, and one if the fields of the model change.
 */
export async function findEffects(cloud: Cloud, stack: Stack, { states }: Observed): Promise<readonly string[]> {
  const table = states.stateOf(stack.table);
  if (!states.stateOf(stack.restApi) || !table) return [];
  const before = resolveSettings(settingTextsIn(table.tags), stack.name);
  const model = deployedModelIn(stack, states);
  return [
    ...settingEffects(before, stack.settings),
    ...(model && JSON.stringify(model.fields) !== JSON.stringify(stack.model.fields)
      ? [await modelEffect(cloud, stack, model)]
      : []),
  ];
}

/**
 * Describes a destroy's effect outside the stack: it can remove the role that all stacks in the account and region
 * share.
 */
export function destroyEffects(cloud: Cloud, { account }: Stack, { states }: Observed): readonly string[] {
  return states.stateOf(account)?.roleArn === sharedRoleArn(cloud)
    ? [
        "The API Gateway account role, which all stacks in the region share, is also removed if no other API is left there.",
      ]
    : [];
}

/** The effect of each setting, given its new value and all settings after the deploy. */
const EFFECTS: { readonly [Key in keyof StackSettings]: (value: StackSettings[Key], all: StackSettings) => string } = {
  auth: (auth, all) =>
    auth === "none" && limitsAddresses(all) ? "No credentials will be required to call the API." : ACCESS[auth],
  quota: (quota) =>
    typeof quota === "object"
      ? `Each API key will be limited to ${countText(quota.limit, "request")} per ${quota.period}.`
      : "Requests with an API key will have no quota.",
  grant: (callers) =>
    callers.length === 0
      ? "The list of granted callers will be removed."
      : `The API will grant access to ${listWithAnd(callers)}.`,
  allowIp: (ranges) =>
    ranges.length === 0
      ? "The list of allowed IP ranges will be removed."
      : `Only requests from ${listWithAnd(ranges)} will be accepted.`,
  denyIp: (ranges) =>
    ranges.length === 0
      ? "The list of denied IP ranges will be removed."
      : `Requests from ${listWithAnd(ranges)} will be rejected.`,
  allowClear: (isAllowed) => (isAllowed ? "DELETE /items will delete all items." : "DELETE /items will be rejected."),
  website(where, all) {
    if (where === "none") return "The page will be removed.";
    if (where === "s3") return "An S3 website will serve the page to everyone.";
    return `The API will serve the page to ${limitsAddresses(all) ? "all addresses that it accepts" : "everyone"}.`;
  },
  protect: (isProtected) =>
    isProtected
      ? "The items will be protected by deletion protection and point-in-time recovery."
      : "The items will no longer be protected.",
  throttle: ({ rate, burst }) =>
    `The API will accept ${countText(rate, "request")} per second, burst ${burst}, from all callers combined; further requests get 429.`,
  permissionsBoundary: (policy = NONE) =>
    policy === NONE
      ? "The roles that todo-api creates will have no permissions boundary."
      : `The roles that todo-api creates will have the permissions boundary ${policy}.`,
  roleCreate: (arn) => roleEffect("create", arn),
  roleRead: (arn) => roleEffect("read", arn),
  roleUpdate: (arn) => roleEffect("update", arn),
  roleDelete: (arn) => roleEffect("delete", arn),
  roleWebsite: (arn) => roleEffect("website", arn),
  expireCompleted: (days) =>
    days === "none"
      ? "Items that are completed from now on will not expire; items that were completed before still will."
      : `Items that are completed from now on will be deleted after ${days === "1d" ? "1 day" : `${days.slice(0, -1)} days`}.`,
  tablePolicy: (isSet) =>
    isSet
      ? "Only the functions, these credentials and the root user will be able to use the table, even if IAM allows others to use it."
      : "The table will have no policy; IAM alone will decide who can use it.",
  maxThroughput: (most = "none") =>
    most === "none"
      ? "The table will have no maximum throughput."
      : `The table will serve up to ${most.read} read and ${most.write} write request units per second; further requests get 503.`,
};

function limitsAddresses({ allowIp, denyIp }: StackSettings): boolean {
  return allowIp.length > 0 || denyIp.length > 0;
}

function roleEffect(action: Action, arn = NONE): string {
  return arn === NONE
    ? `The ${action} function will get a role of its own, which todo-api creates.`
    : `The ${action} function will use the existing role ${arn}; any role that todo-api created for it will be removed.`;
}

const ACCESS: Readonly<Record<StackSettings["auth"], string>> = {
  none: "Everyone will be able to call the API.",
  "api-key": "Only requests with one of the stack's API keys will be accepted.",
  iam: "Only signed requests that IAM allows will be accepted.",
};

function settingEffects(before: StackSettings, after: StackSettings): readonly string[] {
  const effectOf = <Key extends keyof StackSettings>(key: Key): readonly string[] =>
    isSameValue(before[key], after[key]) ? [] : [EFFECTS[key](after[key], after)];
  return STACK_SETTING_KEYS.flatMap((key) => effectOf(key));
}

/** Treats an absent or false value as equal to "none". */
function isSameValue(one: StackSettings[keyof StackSettings], other: StackSettings[keyof StackSettings]): boolean {
  return isDeepStrictEqual(one || NONE, other || NONE);
}

function deployedModelIn({ functions }: Stack, states: Observed["states"]): Model | undefined {
  const texts = functions.flatMap((lambda) => states.stateOf(lambda)?.settings.Environment.Variables["MODEL"] ?? []);
  return texts.map((text) => checkModel(parseJson(text)).model).find((model) => model !== undefined);
}

async function modelEffect(cloud: Cloud, stack: Stack, before: Model): Promise<string> {
  const { items } = await surveyData(stack, cloud);
  const [old, now] = [Object.keys(before.fields), Object.keys(stack.model.fields)];
  const gained = now.filter((name) => !old.includes(name));
  const lost = old.filter((name) => !now.includes(name));
  const changed = now.filter(
    (name) => old.includes(name) && JSON.stringify(before.fields[name]) !== JSON.stringify(stack.model.fields[name]),
  );
  const parts = [
    ...(gained.length > 0 ? [`adds ${gained.join(", ")}`] : []),
    ...(lost.length > 0 ? [`removes ${lost.join(", ")} (kept in the table, not shown)`] : []),
    ...(changed.length > 0 ? [`changes the rules for ${changed.join(", ")}`] : []),
  ];
  const named = before.name === stack.model.name ? stack.model.name : `${before.name} -> ${stack.model.name}`;
  const effect = parts.length > 0 ? parts.join("; ") : "keeps the fields";
  return `The model changes (${named}): it ${effect}. The table has ${itemCountText(items)}.`;
}
