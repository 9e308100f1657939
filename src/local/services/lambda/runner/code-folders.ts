import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Blobs } from "../../../blobs.ts";
import { unpack } from "../package.ts";
import type { Code } from "../store.ts";

/** The unpacked packages of functions, each in a folder of its own. */
export interface CodeFolders {
  /** The folder with the files of a package, unpacked when it is first asked for. */
  folderOf(code: Code): string;
  removeAll(): Promise<void>;
}

/**
 * Unpacks into the system's folder for temporary files: below the user's project a function would find the project's node_modules
 * and package.json, which it will not find at AWS.
 */
export function createCodeFolders(blobs: () => Blobs): CodeFolders {
  const folders = new Map<string, string>();
  let root: string | undefined;
  return {
    folderOf({ sha256 }) {
      const known = folders.get(sha256);
      if (known !== undefined) return known;
      root ??= realpathSync(mkdtempSync(join(tmpdir(), "todo-api-functions-")));
      const folder = join(root, sha256.slice(0, 16));
      writeFiles(folder, unpack(blobs().get(sha256)));
      folders.set(sha256, folder);
      return folder;
    },
    async removeAll() {
      folders.clear();
      if (root !== undefined) await rm(root, { recursive: true, force: true });
      root = undefined;
    },
  };
}

function writeFiles(folder: string, files: Readonly<Record<string, Uint8Array>>): void {
  mkdirSync(folder, { recursive: true });
  for (const [name, bytes] of Object.entries(files)) {
    const file = join(folder, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, bytes);
  }
}
