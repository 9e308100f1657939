import { type Dirent, existsSync, readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { PACKAGE_ROOT } from "./package-root.ts";

/** The folder of the running code. */
const RUNNING = dirname(fileURLToPath(import.meta.url));

/** Whether the running code was built in a checkout; an installed package has no sources. */
export function isBuiltInCheckout(): boolean {
  return RUNNING === join(PACKAGE_ROOT, "dist", "cli") && existsSync(join(PACKAGE_ROOT, "src", "build"));
}

/** Whether a source file or folder was edited after its build; `except` names files to ignore. */
export function isEditedSince(source: string, built: string, except: readonly string[] = []): boolean {
  return newest(join(PACKAGE_ROOT, source), except) > oldest(join(PACKAGE_ROOT, built));
}

/** Checks files only, because editors' temporary files change the time of a folder. */
function newest(path: string, except: readonly string[]): number {
  const entries = entriesOf(path).filter(({ name }) => !except.includes(name));
  if (entries.length === 0) return timeOf(path);
  return Math.max(...entries.map(({ name }) => newest(join(path, name), [])));
}

function oldest(folder: string): number {
  return Math.min(...entriesOf(folder).map(({ name }) => timeOf(join(folder, name))));
}

function entriesOf(path: string): readonly Dirent[] {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ? readdirSync(path, { withFileTypes: true }) : [];
}

function timeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
