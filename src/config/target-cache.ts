import { rmSync } from "node:fs";
import { join } from "node:path";
import { checkModel } from "../api/model/check-model.ts";
import type { Model } from "../api/model/model.ts";
import { isName } from "../aws/stack-name.ts";
import { FileFault, readRegularFile, replaceFile } from "../files/safe-file.ts";
import { createStateFolder, stateFolder } from "../files/state-folder.ts";
import { parseJson } from "../text/json.ts";
import { areSettingTexts, type SettingTexts } from "./stack-settings.ts";

/**
 * The last deploy from this folder, as recorded in .todo-api/target.json. The file can be deleted without harm, and its
 * content is not trusted, because the folder may be a copy.
 */
export interface RememberedTarget {
  readonly local: boolean;
  /** Whether the stack has been destroyed since. If so, later commands reuse only its cloud, not its app and stage. */
  readonly destroyed?: boolean;
  readonly app: string;
  readonly stage: string;
  readonly region?: string;
  readonly profile?: string;
  readonly endpointUrl?: string;
  readonly apiUrl?: string;
  readonly model?: Model;
  /** The user's own file with the deployed model, relative to this folder. */
  readonly modelFile?: string;
  readonly settings?: SettingTexts;
  /**
   * Whether the stack may still have resources that only its earlier settings required, because no deploy has completed
   * since a failed or interrupted deploy or a rollback.
   */
  readonly leftovers?: boolean;
}

const FILE = "target.json";
const VERSION = 1;

/** Reads the record of the last deploy from this folder; calls `onDamage` if it cannot be read or is invalid. */
export function readTargetCache(cwd: string, onDamage: (why: string) => void): RememberedTarget | undefined {
  const file = join(stateFolder(cwd), FILE);
  try {
    const text = readRegularFile(file);
    if (text === undefined) return undefined;
    const value = parseJson(text);
    if (isRememberedTarget(value)) return value;
    onDamage("is not valid");
  } catch (error) {
    if (!(error instanceof FileFault)) throw error;
    onDamage(error.message);
  }
  return undefined;
}

export function writeTargetCache(cwd: string, remembered: RememberedTarget): void {
  const file = join(createStateFolder(cwd), FILE);
  replaceFile(file, `${JSON.stringify({ version: VERSION, ...remembered }, undefined, 2)}\n`);
}

export function removeTargetCache(cwd: string): void {
  rmSync(join(stateFolder(cwd), FILE), { force: true });
}

/** Whether a remembered path is relative and stays inside the folder. */
export function isPathInFolder(path: string): boolean {
  return path !== "" && !/^[/\\]|^[A-Za-z]:|(?:^|[/\\])\.\.(?:[/\\]|$)/.test(path);
}

function isRememberedTarget(value: unknown): value is RememberedTarget {
  if (typeof value !== "object" || value === null) return false;
  const entries = new Map<string, unknown>(Object.entries(value));
  const app = entries.get("app");
  const stage = entries.get("stage");
  const modelFile = entries.get("modelFile");
  const optional = ["region", "profile", "endpointUrl", "apiUrl"].map((key) => entries.get(key));
  return (
    entries.get("version") === VERSION &&
    typeof entries.get("local") === "boolean" &&
    ["destroyed", "leftovers"].every((key) => [undefined, true, false].some((known) => known === entries.get(key))) &&
    typeof app === "string" &&
    isName("app", app) &&
    typeof stage === "string" &&
    isName("stage", stage) &&
    (entries.get("model") === undefined || checkModel(entries.get("model")).model !== undefined) &&
    (modelFile === undefined || (typeof modelFile === "string" && isPathInFolder(modelFile))) &&
    (entries.get("settings") === undefined || areSettingTexts(entries.get("settings"))) &&
    optional.every((field) => field === undefined || typeof field === "string")
  );
}
