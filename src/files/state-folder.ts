import { join } from "node:path";
import { createFile, createRealFolder, refuseFile, refuseLink } from "./safe-file.ts";

/** The folder for todo-api's own files in the working folder. */
export const STATE_FOLDER = ".todo-api";

/** Returns the path of `.todo-api`, whether or not it exists; throws if it is a link. */
export function stateFolder(cwd: string): string {
  const folder = join(cwd, STATE_FOLDER);
  refuseLink(folder);
  return folder;
}

/** Returns the path of the local cloud's folder, existing or not; throws if it or its parent is a link or a file. */
export function localCloudFolder(cwd: string): string {
  const parent = stateFolder(cwd);
  refuseFile(parent);
  const folder = join(parent, "local");
  refuseLink(folder);
  refuseFile(folder);
  return folder;
}

/** Creates the local cloud's folder, and `.todo-api/` if necessary, and returns its path. */
export function createLocalCloudFolder(cwd: string): string {
  createStateFolder(cwd);
  const folder = localCloudFolder(cwd);
  createRealFolder(folder);
  return folder;
}

/** Creates `.todo-api/`, which git ignores, and returns its path; throws a TodoApiError if that fails. */
export function createStateFolder(cwd: string): string {
  const folder = stateFolder(cwd);
  createRealFolder(folder);
  createFile(join(folder, ".gitignore"), "*\n");
  return folder;
}
