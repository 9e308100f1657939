import type { Auth } from "../api/security.ts";
import type { Tags } from "../aws/ownership.ts";
import { usageError } from "../errors.ts";
import type { Io } from "../io.ts";
import type { Given } from "../text/given.ts";
import { GRANT } from "./access-settings.ts";
import { QUOTA } from "./api-settings.ts";
import { CONFIG_FILE, type FileSettings } from "./config-file.ts";
import { parseRoleFlags } from "./existing-roles.ts";
import { variableOf } from "./setting.ts";
import { tagOf } from "./setting-tags.ts";
import {
  collectTexts,
  type SettingTexts,
  STACK_SETTINGS,
  type StackSetting,
  type StackSettings,
  type UnparsedSettings,
} from "./stack-settings.ts";

export type SettingFlags = UnparsedSettings & {
  /** Existing roles, as "create=arn:...". */
  readonly role?: readonly string[];
};

/** The source of each given setting, as the subject of a sentence: "--quota", "quota in todo-api.json". */
export type SettingSources = Readonly<Partial<Record<keyof StackSettings, string>>>;

export interface GivenSettings {
  readonly given: SettingTexts;
  readonly sources: SettingSources;
}

/** The given settings: flags override the environment, which overrides the configuration file. */
export function givenSettings(flags: SettingFlags, env: Io["env"], file: FileSettings): GivenSettings {
  const all: SettingFlags = { ...flags, ...parseRoleFlags(flags.role ?? []) };
  const find = (setting: StackSetting<unknown>): Given | undefined => {
    const variable = variableOf(setting.name);
    const [flag, inFile] = [all[setting.key], file[setting.key]];
    // An empty flag is not ignored, so that `--quota "$QUOTA"` with an unset variable fails.
    if (flag !== undefined) return { value: textOf(flag), source: flagOf(setting) };
    if (env[variable]) return { value: env[variable], source: variable };
    return inFile === undefined ? undefined : { value: textOf(inFile), source: `${setting.key} in ${CONFIG_FILE}` };
  };
  const sources = STACK_SETTINGS.flatMap((setting) => {
    const source = find(setting)?.source;
    return source === undefined ? [] : [[setting.key, source]];
  });
  return { given: collectTexts(find), sources: Object.fromEntries(sources) };
}

/** The source of a setting's value; the last deploy if the setting was not given. */
export function sourceOf(setting: StackSetting<unknown>, sources: SettingSources): string {
  return sources[setting.key] ?? `${flagOf(setting)} from the last deploy`;
}

/**
 * The given settings and, for all others, the settings from earlier deploys, read from the tags on the stack's table.
 * Throws a usage error for a given quota or grant that the access mode (`--auth`) does not support. Drops earlier
 * grants if the mode does not use signatures, so that changing the mode later does not restore them.
 */
export function settingsInForce({ given, sources }: GivenSettings, tags: Tags, table: string): SettingTexts {
  const texts = givenOrKept(given, tags, table);
  const requireMode = (setting: StackSetting<unknown>, mode: Auth, reason: string) => {
    if (texts.auth === mode) return;
    const other = sources.auth === undefined ? "" : `; ${sources.auth} is ${texts.auth}`;
    throw usageError(`${sourceOf(setting, sources)} requires --auth ${mode}, because ${reason}${other}`);
  };
  if ((given.quota ?? NO_QUOTA) !== NO_QUOTA) requireMode(QUOTA, "api-key", "a quota limits the requests per API key");
  if ((given.grant ?? NO_GRANT) !== NO_GRANT) requireMode(GRANT, "iam", "a grant allows only signed requests");
  return texts.auth === "iam" || texts.grant === undefined ? texts : { ...texts, grant: NO_GRANT };
}

const NO_GRANT = GRANT.toText([]);
const NO_QUOTA = QUOTA.toText("none");

function givenOrKept(given: SettingTexts, tags: Tags, table: string): SettingTexts {
  return collectTexts((setting) => {
    const { key, name } = setting;
    const kept = tags[tagOf(name)];
    if (given[key] !== undefined) return { value: given[key], source: flagOf(setting) };
    return kept === undefined
      ? undefined
      : {
          value: kept,
          source: `the tag ${tagOf(name)} on the table ${table}`,
          fix: `to replace it, use ${flagOf(setting)}`,
        };
  });
}

/** An empty list becomes "none". */
function textOf(given: string | boolean | readonly string[]): string {
  if (typeof given !== "object") return String(given);
  return given.length === 0 ? NO_GRANT : given.join(" ");
}

function flagOf({ name, flag = `--${name}` }: StackSetting<unknown>): string {
  return flag;
}
