import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { EXIT, TodoApiError } from "./errors.ts";

/** What this tool keeps in the working folder: `.todo-api`, and the local cloud's state in it. */
export const STATE_FOLDER = ".todo-api";

export function stateFolder(cwd: string): string {
  return join(cwd, STATE_FOLDER);
}

export function localCloudFolder(cwd: string): string {
  return join(stateFolder(cwd), "local");
}

/** Makes `.todo-api/` (ignored by git) and the local cloud's folder in it; only the user can read them. */
export function makeLocalCloudFolder(cwd: string): string {
  makeStateFolder(cwd);
  const folder = localCloudFolder(cwd);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return folder;
}

/** Makes `.todo-api/`; refused in one sentence where this folder may not be written to. */
export function makeStateFolder(cwd: string): string {
  const folder = stateFolder(cwd);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(join(folder, ".gitignore"), "*\n");
  } catch (error) {
    throw notWritable(folder, error);
  }
  return folder;
}

/** Replaces a file in one step, so that a reader or a kill half-way sees the old text or the new; only the user can read it. */
export function replaceFile(file: string, text: string): void {
  const next = `${file}.${process.pid}.new`;
  try {
    writeFileSync(next, text, { mode: 0o600 });
    renameSync(next, file);
  } catch (error) {
    rmSync(next, { force: true });
    throw notWritable(file, error);
  }
}

function notWritable(path: string, cause: unknown): TodoApiError {
  const code = cause instanceof Error && "code" in cause ? cause.code : cause;
  return new TodoApiError("folder-not-writable", EXIT.failure, `${path} cannot be written to (${code}).`, { cause });
}
