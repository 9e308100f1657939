import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, statSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { isAlive } from "../../../../daemon/process-alive.ts";
import { hasCode } from "../../../../errors.ts";
import type { Blobs } from "../../../state/blobs.ts";
import { unpack } from "../package.ts";
import type { Code } from "../store.ts";

/** Unpacked function packages, each in its own folder. */
interface CodeFolders {
  /**
   * Returns the folder with a package's files. Unpacks the package on first use, and again if a file is missing or its
   * size has changed.
   */
  folderOf(code: Code): string;
  /** Whether all of a package's files are in place. Also true for a package that has not been unpacked yet. */
  isComplete(code: Code): boolean;
  removeAll(): Promise<void>;
}

/**
 * Unpacks packages into the system's temporary folder. Inside the user's project, a function would find the project's
 * node_modules and package.json, which do not exist on AWS. `directory` is the state folder. A hash of its path is part
 * of the code folder's name, so that the next daemon can remove the code folder if this one is killed.
 */
export function createCodeFolders(blobs: () => Blobs, directory?: string): CodeFolders {
  const folders = new Map<string, CodeFolder>();
  const roots: string[] = [];
  return {
    folderOf({ sha256 }) {
      const known = folders.get(sha256);
      if (known && isComplete(known)) return known.path;
      const files = unpack(blobs().get(sha256));
      const path = join(ensureRoot(roots, directory), sha256.slice(0, 16));
      writeFiles(path, files);
      folders.set(sha256, { path, sizes: Object.entries(files).map(([name, { length }]) => [name, length]) });
      return path;
    },
    isComplete({ sha256 }) {
      const known = folders.get(sha256);
      return known === undefined || isComplete(known);
    },
    async removeAll() {
      folders.clear();
      await Promise.all(roots.splice(0).map((root) => rm(root, { recursive: true, force: true })));
    },
  };
}

/**
 * Removes the code folders that killed daemons left behind. The caller holds the lock on the state folder, so no other
 * daemon is using this state folder's code folders. Other code folders are removed if their process has ended: if their
 * project was deleted, no other daemon would ever remove them.
 */
export function removeAbandonedFolders(directory: string): void {
  const own = prefixOf(directory);
  for (const name of readdirSync(tmpdir())) {
    const [, pid] = /^todo-api-functions-(?:[0-9a-f]{16}-)?(\d+)-\w{6}$/.exec(name) ?? [];
    if (name.startsWith(own) || (pid !== undefined && !isAlive(Number(pid)))) removeFolder(join(tmpdir(), name));
  }
}

/** Ignores a folder that cannot be removed, such as another user's. */
function removeFolder(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true });
  } catch (error) {
    if (!hasCode(error, "EACCES", "EPERM", "EBUSY", "ENOTEMPTY")) throw error;
  }
}

/** The prefix of a new folder's name, which identifies the process and, if there is one, the state folder. */
function newPrefix(directory: string | undefined): string {
  return `${directory === undefined ? "todo-api-functions-" : prefixOf(directory)}${process.pid}-`;
}

function prefixOf(directory: string): string {
  const key = createHash("sha256").update(realpathSync(directory)).digest("hex").slice(0, 16);
  return `todo-api-functions-${key}-`;
}

interface CodeFolder {
  readonly path: string;
  readonly sizes: readonly (readonly [string, number])[];
}

/** Checks every file, because programs that clean temporary folders may remove only some files. */
function isComplete({ path, sizes }: CodeFolder): boolean {
  return sizes.every(([name, size]) => statSync(join(path, name), { throwIfNoEntry: false })?.size === size);
}

/** Returns the folder that contains all packages. Creates a new one if none exists or the last one was removed. */
function ensureRoot(roots: string[], directory: string | undefined): string {
  const last = roots.at(-1);
  if (last !== undefined && statSync(last, { throwIfNoEntry: false })) return last;
  // A login session's temporary folder may be removed at logout, while the daemon is still running.
  mkdirSync(tmpdir(), { recursive: true, mode: 0o700 });
  const root = realpathSync(mkdtempSync(join(tmpdir(), newPrefix(directory))));
  roots.push(root);
  return root;
}

function writeFiles(folder: string, files: Readonly<Record<string, Uint8Array>>): void {
  mkdirSync(folder, { recursive: true });
  for (const [name, bytes] of Object.entries(files)) {
    const file = join(folder, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, bytes);
  }
}
