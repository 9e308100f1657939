import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import type { Io } from "../io.ts";

/** The AWS configuration of this machine. */
export interface Profiles {
  /** By profile name; `services.<name>` and `sso-session.<name>` are the sections of those names. */
  readonly sections: ReadonlyMap<string, Readonly<Record<string, string | undefined>>>;
  /** The paths of its files, in the form of the SDK's options. */
  readonly files: { readonly configFilepath: string; readonly filepath: string };
}

/** Reads `~/.aws/config` and `~/.aws/credentials`, or the files that the environment names, as the SDK does. */
export async function loadProfiles(env: Io["env"]): Promise<Profiles> {
  const { externalDataInterceptor, loadSharedConfigFiles } = await import("@smithy/core/config");
  const home = env["HOME"] || env["USERPROFILE"] || homedir();
  const files = {
    configFilepath: env["AWS_CONFIG_FILE"] || join(home, ".aws", "config"),
    filepath: env["AWS_SHARED_CREDENTIALS_FILE"] || join(home, ".aws", "credentials"),
  };
  for (const file of Object.values(files)) {
    const text = await readFile(file, "utf8").catch(() => "");
    if (SPACED_NAME.test(text)) externalDataInterceptor.interceptFile(file, withoutSpaces(text));
  }
  const { configFile, credentialsFile } = await loadSharedConfigFiles({ ...files, ignoreCache: true });
  const names = new Set([...Object.keys(configFile), ...Object.keys(credentialsFile)]);
  const sections = [...names].map((name) => [decode(name), { ...configFile[name], ...credentialsFile[name] }] as const);
  return { sections: new Map(sections), files };
}

/** Converts a profile's name to the form that the SDK finds: its parser skips a section whose name contains a space. */
export function toSdkName(profile: string): string {
  return profile.replaceAll(" ", SPACE);
}

const SPACE = "%20";
const SPACED_NAME = /^[ \t]*(\[[ \t]*(?:profile[ \t]+)?["']?[^\]"'\s]+ [^\]]*\]|source_profile[ \t]*=[ \t]*\S+ \S)/m;

function decode(name: string): string {
  return name.replaceAll(SPACE, " ");
}

function withoutSpaces(text: string): string {
  return text
    .replace(
      /^([ \t]*\[[ \t]*(?:(?:profile|services|sso-session)[ \t]+)?)(["']?)([^\]"'\n]+?)\2([ \t]*\])/gm,
      encodeHeader,
    )
    .replace(/^([ \t]*source_profile[ \t]*=[ \t]*)(.*?)([ \t]*)$/gm, (_, key, name) => `${key}${toSdkName(name)}`);
}

function encodeHeader(_: string, before: string, _quote: string, name: string, after: string): string {
  return `${before}${toSdkName(name)}${after}`;
}
