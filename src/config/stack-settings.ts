import type { Access } from "../api/resource-policy.ts";
import type { StackName } from "../aws/stack-name.ts";
import { usageError } from "../errors.ts";
import type { Given } from "../text/given.ts";
import { ALLOW_IP, AUTH, DENY_IP, GRANT } from "./access-settings.ts";
import { ALLOW_CLEAR, type ApiSettings, QUOTA, THROTTLE, WEBSITE } from "./api-settings.ts";
import { EXISTING_ROLES, type ExistingRoles } from "./existing-roles.ts";
import { PERMISSIONS_BOUNDARY, type PermissionsBoundary } from "./permissions-boundary.ts";
import type { Setting } from "./setting.ts";
import { EXPIRE_COMPLETED, MAX_THROUGHPUT, PROTECT, TABLE_POLICY, type TableSettings } from "./table-settings.ts";

/** The settings of a stack, stored in tags on its table. Each value stays in effect until a new one is given. */
export interface StackSettings extends TableSettings, ApiSettings, Access, PermissionsBoundary, ExistingRoles {}

/**
 * All stack settings. The options, variables, keys in todo-api.json and tags are derived from this list. A new setting
 * also needs a line in `resolveSettings`.
 */
export const STACK_SETTINGS: readonly StackSetting<unknown>[] = [
  PROTECT,
  ALLOW_CLEAR,
  AUTH,
  QUOTA,
  GRANT,
  ALLOW_IP,
  DENY_IP,
  WEBSITE,
  THROTTLE,
  PERMISSIONS_BOUNDARY,
  EXPIRE_COMPLETED,
  MAX_THROUGHPUT,
  TABLE_POLICY,
  ...Object.values(EXISTING_ROLES),
];

export const STACK_SETTING_KEYS: readonly (keyof StackSettings)[] = STACK_SETTINGS.map(({ key }) => key);

/** Parses the values; uses the default for a missing or invalid value. */
export function resolveSettings(texts: SettingTexts, stack: StackName): StackSettings {
  const choose = <Value>(setting: StackSetting<Value>): Value => {
    const text = texts[setting.key];
    return (text === undefined ? undefined : setting.parse(text)) ?? setting.defaultFor(stack);
  };
  return {
    protect: choose(PROTECT),
    allowClear: choose(ALLOW_CLEAR),
    auth: choose(AUTH),
    quota: choose(QUOTA),
    grant: choose(GRANT),
    allowIp: choose(ALLOW_IP),
    denyIp: choose(DENY_IP),
    website: choose(WEBSITE),
    throttle: choose(THROTTLE),
    permissionsBoundary: choose(PERMISSIONS_BOUNDARY),
    expireCompleted: choose(EXPIRE_COMPLETED),
    maxThroughput: choose(MAX_THROUGHPUT),
    tablePolicy: choose(TABLE_POLICY),
    roleCreate: choose(EXISTING_ROLES.create),
    roleRead: choose(EXISTING_ROLES.read),
    roleUpdate: choose(EXISTING_ROLES.update),
    roleDelete: choose(EXISTING_ROLES.delete),
    roleWebsite: choose(EXISTING_ROLES.website),
  };
}

/** The unparsed values from flags and todo-api.json, by setting. */
export type UnparsedSettings = Readonly<Partial<Record<keyof StackSettings, string | boolean | readonly string[]>>>;

export type SettingTexts = Readonly<Partial<Record<keyof StackSettings, string>>>;

export type StackSetting<Value> = Setting<Value, keyof StackSettings>;

/** The settings that have a value, as text. */
export function textsOf(settings: StackSettings): SettingTexts {
  return collectTexts((setting) => {
    const value = settings[setting.key];
    return value === undefined ? undefined : { value: setting.toText(value), source: setting.key };
  });
}

/** Whether an unknown value has the shape that `textsOf` returns. */
export function areSettingTexts(value: unknown): value is SettingTexts {
  if (typeof value !== "object" || value === null) return false;
  return Object.entries(value).every(([key, text]) => {
    const setting = STACK_SETTINGS.find((one) => one.key === key);
    return typeof text === "string" && setting?.parse(text) !== undefined;
  });
}

/** A setting's text and source, and how to fix invalid text if the source does not show it. */
interface FoundText extends Given {
  readonly fix?: string;
}

/** Collects the texts that `find` returns, in the form that is stored in tags. Throws for invalid text. */
export function collectTexts(find: (setting: StackSetting<unknown>) => FoundText | undefined): SettingTexts {
  return Object.fromEntries(
    STACK_SETTINGS.flatMap((setting) => {
      const found = find(setting);
      if (found === undefined) return [];
      const value = setting.parse(found.value);
      if (value === undefined) throw usageError(`${found.source} ${faultOf(setting, found.value)}${fixText(found)}`);
      return [[setting.key, setting.toText(value)]];
    }),
  );
}

function fixText({ fix }: FoundText): string {
  return fix === undefined ? "" : `; ${fix}`;
}

function faultOf({ expected, faultOf: fault }: StackSetting<unknown>, text: string): string {
  return fault?.(text) ?? `must be ${expected}, not ${JSON.stringify(text)}`;
}
