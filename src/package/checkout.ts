import { type Dirent, existsSync, readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { PACKAGE_ROOT } from "./package-root.ts";

/** The folder of the code that runs. */
const RUNNING = dirname(fileURLToPath(import.meta.url));

/** Whether the code that runs was built in a checkout of the sources; an installed package has no sources. */
export function isBuiltInCheckout(): boolean {
  return RUNNING === join(PACKAGE_ROOT, "dist", "cli") && existsSync(join(PACKAGE_ROOT, "src", "build"));
}

/** Whether a file or folder of the sources was edited after a part of the build was written; `except` names what does not count. */
export function isEditedSince(source: string, built: string, except: readonly string[] = []): boolean {
  return newest(join(PACKAGE_ROOT, source), except) > oldest(join(PACKAGE_ROOT, built));
}

/** Of files alone: the time of a folder changes with every file that an editor keeps beside another. */
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
