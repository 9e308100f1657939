import type { Access } from "../api/resource-policy.ts";
import type { Tags } from "../aws/ownership.ts";
import { ALLOW_IP, DENY_IP, GRANT } from "./access-settings.ts";
import { type SettingTexts, STACK_SETTINGS, type StackSettings } from "./stack-settings.ts";

/** The settings stored in tags, as text that may be invalid. */
export function settingTextsIn(tags: Tags): SettingTexts {
  return Object.fromEntries(
    STACK_SETTINGS.flatMap(({ key, name }) => {
      const text = tags[tagOf(name)];
      return text === undefined ? [] : [[key, text]];
    }),
  );
}

export function tagsOfSettings(texts: SettingTexts): Tags {
  return Object.fromEntries(
    STACK_SETTINGS.flatMap(({ key, name }) => {
      const text = texts[key];
      return text === undefined ? [] : [[tagOf(name), text]];
    }),
  );
}

/** The tags that store the access settings. */
export function accessSettingsTags({ auth, grant, allowIp, denyIp }: Access): Tags {
  const lists = { grant: GRANT.toText(grant), allowIp: ALLOW_IP.toText(allowIp), denyIp: DENY_IP.toText(denyIp) };
  return tagsOfSettings({ auth, ...lists });
}

/** The tag that stores the access mode (`--auth`). */
export function authTags({ auth }: Pick<StackSettings, "auth">): Tags {
  return tagsOfSettings({ auth });
}

/** The name of the tag that stores a setting. */
export function tagOf(name: string): string {
  return `todo-api:${name}`;
}
