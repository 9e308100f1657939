import { createHash } from "node:crypto";
import { type Dirent, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { PACKAGE_ROOT } from "./package-root.ts";

/** The folder of the running code. */
const RUNNING = dirname(fileURLToPath(import.meta.url));

/** Whether the running code was built in a checkout; an installed package has no sources. */
export function isBuiltInCheckout(): boolean {
  return RUNNING === join(PACKAGE_ROOT, "dist", "cli") && existsSync(join(PACKAGE_ROOT, "src", "build"));
}

/**
 * The sources that a deploy rebuilds, and the names to ignore in each. Models are not rebuilt, because they are read
 * from their source files.
 */
const REBUILT = { handlers: ["models"], frontend: [] } as const;
type RebuiltSource = keyof typeof REBUILT;

/**
 * Returns the hash of the names and contents of the files in a source folder. Modification times are not enough,
 * because they do not show that a file was deleted, renamed or restored from a copy.
 */
export function hashSources(source: RebuiltSource): string {
  const hash = createHash("sha256");
  const folder = join(PACKAGE_ROOT, source);
  for (const file of filesIn(folder, REBUILT[source]))
    hash.update(JSON.stringify([relative(folder, file), readFileSync(file, "base64")]));
  return hash.digest("hex");
}

/** Records the hash of the sources that were built. */
export function recordBuilt(source: RebuiltSource, hash: string): void {
  writeFileSync(hashFileOf(source), hash);
}

/** Whether a source folder differs from its state at the last build. */
export function differsFromBuilt(source: RebuiltSource): boolean {
  const file = hashFileOf(source);
  return !existsSync(file) || readFileSync(file, "utf8") !== hashSources(source);
}

/** Returns the path of the file with the hash, in a folder that is not part of the package. */
function hashFileOf(source: RebuiltSource): string {
  return join(PACKAGE_ROOT, "dist", "build", `${source}.sha256`);
}

function filesIn(folder: string, except: readonly string[] = []): readonly string[] {
  const entries = [...entriesOf(folder)].sort((one, other) => (one.name < other.name ? -1 : 1));
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name);
    // Files such as .DS_Store and editors' temporary files are not sources.
    if (except.includes(entry.name) || /^\.|~$/.test(entry.name)) return [];
    return entry.isDirectory() ? filesIn(path) : entry.isFile() ? [path] : [];
  });
}

/** Whether a source file or folder was edited after the oldest file in the folder `built` was written. */
export function isEditedSince(source: string, built: string): boolean {
  return newestTime(join(PACKAGE_ROOT, source)) > oldestTime(join(PACKAGE_ROOT, built));
}

/** Ignores the times of folders that contain files, because editors' temporary files change them. */
function newestTime(path: string): number {
  const entries = entriesOf(path);
  if (entries.length === 0) return timeOf(path);
  return Math.max(...entries.map(({ name }) => newestTime(join(path, name))));
}

function oldestTime(folder: string): number {
  return Math.min(...entriesOf(folder).map(({ name }) => timeOf(join(folder, name))));
}

function entriesOf(path: string): readonly Dirent[] {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ? readdirSync(path, { withFileTypes: true }) : [];
}

function timeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
