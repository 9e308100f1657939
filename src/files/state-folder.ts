import { join } from "node:path";
import { createFile, createRealFolder, refuseFile, refuseLink } from "./safe-file.ts";

/** The folder for todo-api's own files in the working folder; it contains the local cloud's state. */
export const STATE_FOLDER = ".todo-api";

/** The path of `.todo-api`, which may not exist. Throws if it is a link. */
export function stateFolder(cwd: string): string {
  const folder = join(cwd, STATE_FOLDER);
  refuseLink(folder);
  return folder;
}

/** The path of the local cloud's folder, which may not exist. Throws if it or `.todo-api` is a link or a file. */
export function localCloudFolder(cwd: string): string {
  const parent = stateFolder(cwd);
  refuseFile(parent);
  const folder = join(parent, "local");
  refuseLink(folder);
  refuseFile(folder);
  return folder;
}

/** Creates `.todo-api/` (ignored by git) and the local cloud's folder in it; only the user can read them. */
export function createLocalCloudFolder(cwd: string): string {
  createStateFolder(cwd);
  const folder = localCloudFolder(cwd);
  createRealFolder(folder);
  return folder;
}

/** Creates `.todo-api/`. Throws a TodoApiError if the folder is not writable. */
export function createStateFolder(cwd: string): string {
  const folder = stateFolder(cwd);
  createRealFolder(folder);
  createFile(join(folder, ".gitignore"), "*\n");
  return folder;
}
