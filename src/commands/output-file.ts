import { randomUUID } from "node:crypto";
import { constants } from "node:fs";
import { access, copyFile, link, open, rename, rm, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { EXIT, hasCode, TodoApiError, usageError } from "../errors.ts";
import { findLinkOut } from "../files/safe-file.ts";
import { toPrintable } from "../text/printable.ts";

/** A file to write items to. */
export interface OutputFile {
  /** The path as given. */
  readonly name: string;
  /** The absolute path. */
  readonly path: string;
  readonly output: OutputOptions;
}

interface OutputOptions {
  readonly mayReplace?: boolean;
  /** The advice to print if the file exists. */
  readonly advice: string;
  /** A clause that states the consequence of a failure. */
  readonly consequence?: string;
}

/** The file with the given name, which may be relative to `cwd`. */
export function outputFile(cwd: string, name: string, output: OutputOptions): OutputFile {
  return { name, path: resolve(cwd, name), output };
}

/** Throws a usage error if the file cannot be written, or exists and must not be replaced. */
export async function checkOutputFile(cwd: string, file: OutputFile): Promise<void> {
  const { name, path, output } = file;
  const [folder, existing] = await Promise.all([kindOf(dirname(path)), kindOf(path)]);
  const refusal = (why: string) => usageError(`cannot save the items to ${toPrintable(name)}: ${why}`);
  if (folder !== "folder") throw refusal(`the folder ${toPrintable(dirname(name))} does not exist`);
  const linkOut = findLinkOut(cwd, name);
  if (existing === "folder") throw refusal("it is a folder");
  if (existing === "other") throw refusal("it is not a regular file");
  if (linkOut !== undefined)
    throw refusal(`${toPrintable(linkOut)} is a link to another folder; use the path of that folder`);
  if (existing !== undefined && !output.mayReplace) throw taken(file);
  await access(dirname(path), constants.W_OK).catch(() => {
    throw refusal("its folder is not writable");
  });
}

/**
 * Opens a file that appears only when it is complete and on disk. Until then, and after a failure, an existing file
 * stays unchanged.
 */
export async function openOutputFile(target: OutputFile) {
  const { path, output } = target;
  const partial = `${path}.${randomUUID().slice(0, 8)}.partial`;
  const fail = (error: unknown) => {
    throw hasCode(error, "EEXIST") ? taken(target) : notWritten(target, error);
  };
  const file = await open(partial, "wx", 0o600).catch(fail);
  return {
    write: (text: string) => file.appendFile(text).catch(fail),
    async finish() {
      try {
        await file.sync();
        await file.close();
        await (output.mayReplace ? rename(partial, path) : putInPlace(partial, path));
      } catch (error) {
        fail(error);
      }
    },
    async abandon() {
      await file.close().catch(() => {});
      await rm(partial, { force: true });
    },
  };
}

/**
 * Creates a hard link, because unlike a rename, it does not replace a file that was created in the meantime. On a file
 * system without hard links, makes a copy, which does not replace such a file either.
 */
async function putInPlace(partial: string, path: string): Promise<void> {
  try {
    await link(partial, path);
  } catch (error) {
    if (hasCode(error, "EEXIST")) throw error;
    await copyFile(partial, path, constants.COPYFILE_EXCL);
  }
}

async function kindOf(path: string): Promise<"folder" | "file" | "other" | undefined> {
  return stat(path).then(
    (found) => (found.isDirectory() ? "folder" : found.isFile() ? "file" : "other"),
    () => undefined,
  );
}

function taken({ name, output }: OutputFile): TodoApiError {
  return usageError(`the file ${toPrintable(name)} already exists; ${output.advice}`);
}

function notWritten({ name, output }: OutputFile, cause: unknown): TodoApiError {
  const why = cause instanceof Error ? cause.message : String(cause);
  const message = `could not save the items to ${toPrintable(name)}: ${why}`;
  const all = output.consequence === undefined ? message : `${message}; ${output.consequence}`;
  return new TodoApiError("export-failed", EXIT.failure, all, { cause });
}
