import { join } from "node:path";
import { usageError } from "../errors.ts";
import { parseJsonText } from "../files/parse-json-text.ts";
import { FileFault, readRegularFile } from "../files/safe-file.ts";
import { didYouMean } from "../text/did-you-mean.ts";
import { type AuditSettings, checkAudit } from "./audit-settings.ts";

/** The settings in `todo-api.json`. */
export interface FileSettings {
  readonly app?: string;
  readonly stage?: string;
  readonly region?: string;
  readonly profile?: string;
  readonly endpointUrl?: string;
  readonly local?: boolean;
  readonly protect?: boolean;
  readonly model?: string;
  readonly allowClear?: boolean;
  readonly auth?: string;
  readonly quota?: string;
  readonly grant?: string | readonly string[];
  readonly allowIp?: string | readonly string[];
  readonly denyIp?: string | readonly string[];
  readonly website?: string;
  readonly permissionsBoundary?: string;
  readonly roleCreate?: string;
  readonly roleRead?: string;
  readonly roleUpdate?: string;
  readonly roleDelete?: string;
  readonly roleWebsite?: string;
  readonly throttle?: string;
  readonly expireCompleted?: string;
  readonly maxThroughput?: string;
  readonly audit?: AuditSettings;
  readonly tablePolicy?: boolean;
}

export const CONFIG_FILE = "todo-api.json";

/** A list may also be a string, as on the command line. */
type Type = "string" | "boolean" | "list of strings" | "object";

const TYPES: Readonly<Record<keyof FileSettings, Type>> = {
  app: "string",
  stage: "string",
  region: "string",
  profile: "string",
  endpointUrl: "string",
  local: "boolean",
  protect: "boolean",
  model: "string",
  allowClear: "boolean",
  auth: "string",
  quota: "string",
  grant: "list of strings",
  allowIp: "list of strings",
  denyIp: "list of strings",
  website: "string",
  permissionsBoundary: "string",
  roleCreate: "string",
  roleRead: "string",
  roleUpdate: "string",
  roleDelete: "string",
  roleWebsite: "string",
  throttle: "string",
  expireCompleted: "string",
  maxThroughput: "string",
  audit: "object",
  tablePolicy: "boolean",
};

/**
 * Reads the configuration file of the folder; a missing file has no settings. Throws for an unknown key or a wrong
 * type.
 */
export function readConfigFile(folder: string): FileSettings {
  const text = readIfPresent(join(folder, CONFIG_FILE));
  if (text === undefined) return {};
  const value = parse(text);
  for (const [key, setting] of Object.entries(value)) checkEntry(key, setting);
  checkTogether(value);
  return value;
}

function checkEntry(key: string, setting: unknown): void {
  const known = Object.entries(TYPES);
  const [, type] = known.find(([name]) => name === key) ?? [];
  const names = known.map(([name]) => name);
  if (type === undefined)
    throw usageError(
      `${CONFIG_FILE}: unknown key ${JSON.stringify(key)}${didYouMean(key, names)}; known keys: ${names.join(", ")}`,
    );
  if (key === "audit") checkAudit(CONFIG_FILE, setting);
  if (!isOfType(setting, type))
    throw usageError(`${CONFIG_FILE}: ${JSON.stringify(key)} must be a ${type}, not ${JSON.stringify(setting)}`);
  if (setting === "") throw usageError(`${CONFIG_FILE}: ${JSON.stringify(key)} is empty; remove it or give it a value`);
}

function isOfType(setting: unknown, type: Type): boolean {
  if (type !== "list of strings") return typeof setting === type;
  return typeof setting === "string" || (Array.isArray(setting) && setting.every((one) => typeof one === "string"));
}

/** The same rule as for the flags. */
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
