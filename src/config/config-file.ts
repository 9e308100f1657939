import { join } from "node:path";
import { usageError } from "../errors.ts";
import { parseJsonText } from "../files/parse-json-text.ts";
import { FileFault, readRegularFile } from "../files/safe-file.ts";
import { didYouMean } from "../text/did-you-mean.ts";
import { type AuditSettings, checkAudit } from "./audit-settings.ts";
import type { Setting } from "./setting.ts";
import { STACK_SETTINGS, type UnparsedSettings } from "./stack-settings.ts";

/** The settings in `todo-api.json`. */
export interface FileSettings extends UnparsedSettings, OtherSettings {}

interface OtherSettings {
  readonly app?: string;
  readonly stage?: string;
  readonly local?: boolean;
  readonly region?: string;
  readonly profile?: string;
  readonly endpointUrl?: string;
  readonly model?: string;
  readonly audit?: AuditSettings;
}

export const CONFIG_FILE = "todo-api.json";

type Type = Setting<unknown>["type"] | "object";

/** Completes "must be ...". */
const EXPECTED: Readonly<Record<Type, string>> = {
  string: "a string",
  boolean: "a boolean",
  object: "an object",
  "list of strings": "a string or a list of strings",
};

const OTHER_TYPES: Readonly<Record<keyof OtherSettings, Type>> = {
  app: "string",
  stage: "string",
  local: "boolean",
  region: "string",
  profile: "string",
  endpointUrl: "string",
  model: "string",
  audit: "object",
};

const TYPES: ReadonlyMap<string, Type> = new Map([
  ...Object.entries(OTHER_TYPES),
  ...STACK_SETTINGS.map(({ key, type }): [string, Type] => [key, type]),
]);

export const CONFIG_KEYS: readonly string[] = [...TYPES.keys()];

/** Reads the folder's configuration file; returns {} if it does not exist. Throws a usage error if it is invalid. */
export function readConfigFile(folder: string): FileSettings {
  const text = readIfPresent(join(folder, CONFIG_FILE));
  if (text === undefined) return {};
  const value = parse(text);
  for (const [key, setting] of Object.entries(value)) checkEntry(key, setting);
  checkTogether(value);
  return value;
}

function checkEntry(key: string, setting: unknown): void {
  const type = TYPES.get(key);
  if (type === undefined)
    throw usageError(
      `${CONFIG_FILE}: unknown key ${JSON.stringify(key)}${didYouMean(key, CONFIG_KEYS)}; known keys: ${CONFIG_KEYS.join(", ")}`,
    );
  if (key === "audit") checkAudit(CONFIG_FILE, setting);
  if (!isOfType(setting, type))
    throw usageError(
      `${CONFIG_FILE}: ${JSON.stringify(key)} must be ${EXPECTED[type]}, not ${JSON.stringify(setting)}`,
    );
  if (setting === "") throw usageError(`${CONFIG_FILE}: ${JSON.stringify(key)} is empty; remove it or give it a value`);
}

function isOfType(setting: unknown, type: Type): boolean {
  if (type !== "list of strings") return typeof setting === type;
  return typeof setting === "string" || (Array.isArray(setting) && setting.every((one) => typeof one === "string"));
}

/** Rejects settings that name different targets. */
function checkTogether({ local, profile, endpointUrl }: FileSettings): void {
  const elsewhere = profile !== undefined ? "profile" : endpointUrl !== undefined && "endpointUrl";
  if (local && elsewhere)
    throw usageError(`${CONFIG_FILE}: "local" and "${elsewhere}" name different targets; remove one of them`);
}

function parse(text: string): object {
  const value = parseJsonText(text, CONFIG_FILE);
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw usageError(`${CONFIG_FILE} must contain a JSON object, such as {"stage": "dev"}`);
  return value;
}

function readIfPresent(file: string): string | undefined {
  try {
    return readRegularFile(file, { followLinks: true });
  } catch (error) {
    if (error instanceof FileFault) throw usageError(`${CONFIG_FILE} ${error.message}`);
    throw error;
  }
}
