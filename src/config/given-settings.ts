import type { Tags } from "../aws/ownership.ts";
import { usageError } from "../errors.ts";
import type { Io } from "../io.ts";
import { GRANT } from "./access-settings.ts";
import { CONFIG_FILE, type FileSettings } from "./config-file.ts";
import { existingRoleFlags } from "./existing-roles.ts";
import { tagOf } from "./setting-tags.ts";
import { collectTexts, type SettingTexts, type StackSetting, type StackSettings } from "./stack-settings.ts";

/** The settings among the flags, as the command line has them. */
export type SettingFlags = Readonly<Partial<Record<keyof StackSettings, string | boolean | readonly string[]>>> & {
  /** Existing roles, as "create=arn:...". */
  readonly role?: readonly string[];
};

/** The settings that are given: by flag, else by the environment, else by the configuration file. */
export function givenSettings(flags: SettingFlags, env: Io["env"], file: FileSettings): SettingTexts {
  const all: SettingFlags = { ...flags, ...existingRoleFlags(flags.role ?? []) };
  return collectTexts((setting) => {
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
  return collectTexts((setting) => {
    const { key, name } = setting;
    const kept = tags[tagOf(name)];
    if (given[key] !== undefined) return { value: given[key], source: flagOf(setting) };
    return kept === undefined
      ? undefined
      : { value: kept, source: `the tag ${tagOf(name)} of the table ${table} (or ${flagOf(setting)})` };
  });
}

function textOf(given: string | boolean | readonly string[]): string {
  return typeof given === "object" ? given.join(" ") : String(given);
}

function flagOf({ name, flag = `--${name}` }: StackSetting<unknown>): string {
  return flag;
}
