import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import type { Io } from "../io.ts";
import { isRecord, parseJson } from "../text/json.ts";

type Section = Readonly<Record<string, string | undefined>>;

/** The AWS configuration on this machine. */
export interface Profiles {
  /** The profiles by name, and the other sections by `services.<name>` or `sso-session.<name>`. */
  readonly sections: ReadonlyMap<string, Section>;
  /** The paths of the configuration files, as SDK options. */
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
  for (const name of names) {
    const token = await readSpacedToken(home, name);
    if (token) externalDataInterceptor.interceptToken(name.slice(SESSION.length), token);
  }
  const sections = [...names].map((name) => {
    return [decode(name), decodeReferences({ ...configFile[name], ...credentialsFile[name] })] as const;
  });
  return { sections: new Map(sections), files };
}

/** Encodes the spaces in a profile's name, because the SDK's parser skips a section whose name contains a space. */
export function toSdkName(profile: string): string {
  return profile.replaceAll(" ", SPACE);
}

/**
 * Reads the token of an SSO session whose name contains a space. The AWS CLI names the token's file after a hash of the
 * original name, but the SDK receives only the encoded name.
 */
async function readSpacedToken(home: string, section: string): Promise<object | undefined> {
  if (!section.startsWith(SESSION) || !section.includes(SPACE)) return undefined;
  const hash = createHash("sha1")
    .update(decode(section.slice(SESSION.length)))
    .digest("hex");
  const text = await readFile(join(home, ".aws", "sso", "cache", `${hash}.json`), "utf8").catch(() => "");
  const token = parseJson(text);
  return isRecord(token) ? token : undefined;
}

const SESSION = "sso-session.";
const SPACE = "%20";
const SPACED_NAME =
  /^[ \t]*(\[[ \t]*(?:profile[ \t]+)?["']?[^\]"'\s]+ [^\]]*\]|(?:source_profile|sso_session)[ \t]*=[ \t]*\S+ \S)/m;
/** The keys whose value is encoded for the SDK, because the value is the name of a section. */
const REFERENCES = ["source_profile", "sso_session"];

function decode(name: string): string {
  return name.replaceAll(SPACE, " ");
}

function decodeReferences(section: Section): Section {
  const entries = Object.entries(section);
  return Object.fromEntries(
    entries.map(([key, value]) => [key, value !== undefined && REFERENCES.includes(key) ? decode(value) : value]),
  );
}

function withoutSpaces(text: string): string {
  return text
    .replace(
      /^([ \t]*\[[ \t]*(?:(?:profile|services|sso-session)[ \t]+)?)(["']?)([^\]"'\n]+?)\2([ \t]*\])/gm,
      encodeHeader,
    )
    .replace(
      /^([ \t]*(?:source_profile|sso_session)[ \t]*=[ \t]*)(.*?)((?:[ \t]+[;#].*|[ \t]*))$/gm,
      (_, key: string, name: string) => `${key}${toSdkName(name)}`,
    );
}

function encodeHeader(_: string, before: string, _quote: string, name: string, after: string): string {
  return `${before}${toSdkName(name)}${after}`;
}
