import type { Access } from "../api/resource-policy.ts";
import type { Tags } from "../aws/ownership.ts";
import { isProduction, type StackName } from "../aws/stack-name.ts";
import { usageError } from "../errors.ts";
import type { Io } from "../io.ts";
import type { Given } from "../text/given.ts";
import { ALLOW_IP, AUTH, DENY_IP, GRANT } from "./access-settings.ts";
import { CONFIG_FILE, type FileSettings } from "./config-file.ts";
import { EXISTING_ROLES, type ExistingRoles, existingRoleFlags } from "./existing-roles.ts";
import type { Setting } from "./setting.ts";

/** The settings of a stack. Each one stays in force until another value is given: tags of the table keep it. */
export interface StackSettings extends Access, ExistingRoles {
  /** Whether the items are protected: deletion protection and point-in-time recovery. Undefined changes neither. */
  readonly protect: boolean | undefined;
  /** Whether one request can delete the whole collection. */
  readonly allowClear: boolean;
  /** How many requests each API key may send in a period. */
  readonly quota: Quota | "none" | undefined;
  /** What serves the page: an S3 website, or the API over HTTPS; "none" is a stack without a page. */
  readonly website: Website;
  /** The request limit of the stage, for all callers together. */
  readonly throttle: Throttle;
  /** The ARN of the policy that bounds every role, or "none"; undefined changes no role. */
  readonly permissionsBoundary: string | undefined;
  /** How many days after its completion an item expires, as "30d", or "none". */
  readonly expireCompleted: string;
  /** Whether the table's policy admits only the functions and the deployer; undefined changes no policy. */
  readonly tablePolicy: boolean | undefined;
  /** The maximum throughput of the table, or "none"; undefined changes none. */
  readonly maxThroughput: MaxThroughput | "none" | undefined;
}

/** Request units per second (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode-max-throughput.html). */
export interface MaxThroughput {
  readonly read: number;
  readonly write: number;
}

export type Website = "s3" | "api" | "none";

/** A number of requests in a period. */
export interface Quota {
  readonly limit: number;
  readonly period: "day" | "week" | "month";
}

export interface Throttle {
  /** Requests per second, on average. */
  readonly rate: number;
  /** The burst of requests. */
  readonly burst: number;
}

/** Values as text, by setting: as tags and the folder's memory keep them. */
export type SettingTexts = Readonly<Partial<Record<keyof StackSettings, string>>>;

/** The settings among the flags, as the command line has them. */
export type SettingFlags = Readonly<Partial<Record<keyof StackSettings, string | boolean | readonly string[]>>> & {
  /** Existing roles, as "create=arn:...". */
  readonly role?: readonly string[];
};

type StackSetting<Value> = Setting<Value, keyof StackSettings>;

/** On or off. */
const SWITCH = {
  expected: "1, 0, true or false",
  parse(text: string): boolean | undefined {
    if (/^(1|true)$/i.test(text)) return true;
    return /^(0|false)$/i.test(text) ? false : undefined;
  },
  toText: String,
};

const PROTECT: StackSetting<boolean | undefined> = {
  ...SWITCH,
  key: "protect",
  name: "protect",
  defaultFor: (stack) => isProduction(stack) || undefined,
};
const ALLOW_CLEAR: StackSetting<boolean> = {
  ...SWITCH,
  key: "allowClear",
  name: "allow-clear",
  defaultFor: ({ stage }) => stage === "dev",
};

const QUOTA: StackSetting<Quota | "none" | undefined> = {
  key: "quota",
  name: "quota",
  expected: "a number of requests per day, week or month, such as 1000/day, or none",
  parse(text) {
    if (text === "none") return text;
    const [, limit, period] = /^([1-9]\d{0,8})\/(day|week|month)$/.exec(text) ?? [];
    if (period !== "day" && period !== "week" && period !== "month") return undefined;
    return { limit: Number(limit), period };
  },
  toText: (quota) => (typeof quota === "object" ? `${quota.limit}/${quota.period}` : "none"),
  defaultFor: () => undefined,
};

const WEBSITE: StackSetting<Website> = {
  key: "website",
  name: "website",
  expected: "s3, api or none",
  parse: (text) => (text === "s3" || text === "api" || text === "none" ? text : undefined),
  toText: String,
  defaultFor: () => "s3",
};

/** An account's own limits: https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html. */
const MOST: Throttle = { rate: 10_000, burst: 5_000 };

const THROTTLE: StackSetting<Throttle> = {
  key: "throttle",
  name: "throttle",
  expected: `RATE or RATE/BURST, whole numbers up to ${MOST.rate} requests per second and a burst of ${MOST.burst}`,
  parse(text) {
    const [, first, second] = /^([1-9]\d{0,4})(?:\/([1-9]\d{0,3}))?$/.exec(text) ?? [];
    if (first === undefined) return undefined;
    const rate = Number(first);
    const burst = second === undefined ? Math.min(2 * rate, MOST.burst) : Number(second);
    return rate <= MOST.rate && burst <= MOST.burst ? { rate, burst } : undefined;
  },
  toText: ({ rate, burst }) => `${rate}/${burst}`,
  // The API is public: anyone who finds it can send requests, and each one costs money.
  defaultFor: () => ({ rate: 25, burst: 50 }),
};

const PERMISSIONS_BOUNDARY: StackSetting<string | undefined> = {
  key: "permissionsBoundary",
  name: "permissions-boundary",
  expected: "the ARN of an IAM policy, or none",
  // Policy names may contain a comma, but the tag values of a table may not.
  parse: (text) => (/^(none|arn:aws[\w-]*:iam::(aws|\d{12}):policy\/[\w+=.@/-]{1,200})$/.test(text) ? text : undefined),
  toText: String,
  defaultFor: () => undefined,
};

const EXPIRE_COMPLETED: StackSetting<string> = {
  key: "expireCompleted",
  name: "expire-completed",
  expected: "a number of days from 1d to 3650d, such as 30d, or none",
  parse(text) {
    const [, days] = /^([1-9]\d{0,3})d$/.exec(text) ?? [];
    return text === "none" || (days !== undefined && Number(days) <= 3650) ? text : undefined;
  },
  toText: String,
  defaultFor: () => "none",
};

const TABLE_POLICY: StackSetting<boolean | undefined> = {
  ...SWITCH,
  key: "tablePolicy",
  name: "table-policy",
  defaultFor: () => undefined,
};

/** With fewer, the checks of a deploy would be throttled themselves. */
const LEAST_UNITS = 5;

const MAX_THROUGHPUT: StackSetting<MaxThroughput | "none" | undefined> = {
  key: "maxThroughput",
  name: "max-throughput",
  expected: "READ/WRITE, whole numbers of request units per second from 5 to 999999, or none",
  parse(text) {
    if (text === "none") return text;
    const [, first, second] = /^([1-9]\d{0,5})\/([1-9]\d{0,5})$/.exec(text) ?? [];
    const [read, write] = [Number(first), Number(second)];
    return read >= LEAST_UNITS && write >= LEAST_UNITS ? { read, write } : undefined;
  },
  toText: (value) => (typeof value === "object" ? `${value.read}/${value.write}` : String(value)),
  defaultFor: () => undefined,
};

/**
 * THE list of stack settings. A new one needs a line here, in `resolveSettings`, in config-file.ts and in the options
 * of deploy and plan.
 */
const STACK_SETTINGS: readonly StackSetting<unknown>[] = [
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

/** The names of all stack settings. */
export const STACK_SETTING_KEYS: readonly (keyof StackSettings)[] = STACK_SETTINGS.map(({ key }) => key);

/** The parsed values; the default for a missing one. */
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

/** The settings that are given: by flag, else by the environment, else by the configuration file. */
export function givenSettings(flags: SettingFlags, env: Io["env"], file: FileSettings): SettingTexts {
  const all: SettingFlags = { ...flags, ...existingRoleFlags(flags.role ?? []) };
  return collect((setting) => {
    const variable = `TODO_API_${setting.name.toUpperCase().replaceAll("-", "_")}`;
    const [flag, inFile] = [all[setting.key], file[setting.key]];
    // A flag counts even when it is empty, as for the stack's name.
    if (flag !== undefined) return { value: textOf(flag), source: flagOf(setting) };
    if (env[variable]) return { value: env[variable], source: variable };
    return inFile === undefined ? undefined : { value: textOf(inFile), source: `${setting.key} in ${CONFIG_FILE}` };
  });
}

/**
 * The settings that are given, else those that earlier deploys were given, which tags of the stack's table keep. What is
 * granted is not kept for a mode without signatures, so that a later change of the mode grants nothing by itself.
 */
export function settingsInForce(given: SettingTexts, tags: Tags, table: string): SettingTexts {
  const texts = givenOrKept(given, tags, table);
  if (given.quota !== undefined && given.quota !== "none" && texts.auth !== "api-key")
    throw usageError("--quota requires --auth api-key, because a quota limits the requests of a key");
  const isGranted = GRANT.parse(texts.grant ?? NO_GRANT)?.length !== 0;
  if (!isGranted || texts.auth === "iam") return texts;
  if (given.grant !== undefined)
    throw usageError("--grant requires --auth iam, because a grant allows only signed requests");
  return { ...texts, grant: NO_GRANT };
}

const NO_GRANT = GRANT.toText([]);

function givenOrKept(given: SettingTexts, tags: Tags, table: string): SettingTexts {
  return collect((setting) => {
    const { key, name } = setting;
    const kept = tags[tagOf(name)];
    if (given[key] !== undefined) return { value: given[key], source: flagOf(setting) };
    return kept === undefined
      ? undefined
      : { value: kept, source: `the tag ${tagOf(name)} of the table ${table} (or ${flagOf(setting)})` };
  });
}

/**
 * The settings in the tags of the stack's table, unparsed: `resolveSettings` takes the default for an invalid value.
 */
export function settingTextsIn(tags: Tags): SettingTexts {
  return Object.fromEntries(
    STACK_SETTINGS.flatMap(({ key, name }) => {
      const text = tags[tagOf(name)];
      return text === undefined ? [] : [[key, text]];
    }),
  );
}

/** The tags that keep the settings. */
export function tagsOfSettings(texts: SettingTexts): Tags {
  return Object.fromEntries(
    STACK_SETTINGS.flatMap(({ key, name }) => {
      const text = texts[key];
      return text === undefined ? [] : [[tagOf(name), text]];
    }),
  );
}

/** The tags of the table that keep who may call the API. */
export function accessSettingsTags({ auth, grant, allowIp, denyIp }: Access): Tags {
  const lists = { grant: GRANT.toText(grant), allowIp: ALLOW_IP.toText(allowIp), denyIp: DENY_IP.toText(denyIp) };
  return tagsOfSettings({ auth, ...lists });
}

/** The tags of the API that show who may call it. */
export function accessTags({ auth }: Pick<StackSettings, "auth">): Tags {
  return tagsOfSettings({ auth });
}

/** The settings as text, all that have a value. */
export function textsOf(settings: StackSettings): SettingTexts {
  return collect((setting) => {
    const value = settings[setting.key];
    return value === undefined ? undefined : { value: setting.toText(value), source: setting.key };
  });
}

/** Whether a value of unknown origin is a record of texts as `textsOf` makes them. */
export function areSettingTexts(value: unknown): value is SettingTexts {
  if (typeof value !== "object" || value === null) return false;
  return Object.entries(value).every(([key, text]) => {
    const setting = STACK_SETTINGS.find((one) => one.key === key);
    return typeof text === "string" && setting?.parse(text) !== undefined;
  });
}

function textOf(given: string | boolean | readonly string[]): string {
  return typeof given === "object" ? given.join(" ") : String(given);
}

function flagOf({ name, flag = `--${name}` }: StackSetting<unknown>): string {
  return flag;
}

function faultOf({ expected, faultOf: fault }: StackSetting<unknown>, text: string): string {
  return fault?.(text) ?? `must be ${expected}, not ${JSON.stringify(text)}`;
}

function tagOf(name: string): string {
  return `todo-api:${name}`;
}

/** Throws for a text that is not a value. */
function collect(find: (setting: StackSetting<unknown>) => Given | undefined): SettingTexts {
  return Object.fromEntries(
    STACK_SETTINGS.flatMap((setting) => {
      const found = find(setting);
      if (found === undefined) return [];
      const value = setting.parse(found.value);
      if (value === undefined) throw usageError(`${found.source} ${faultOf(setting, found.value)}`);
      return [[setting.key, setting.toText(value)]];
    }),
  );
}
