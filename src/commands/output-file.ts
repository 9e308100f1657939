import { randomUUID } from "node:crypto";
import { constants } from "node:fs";
import { access, copyFile, link, open, rename, rm, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { EXIT, hasCode, TodoApiError, usageError } from "../errors.ts";
import { findLinkOut } from "../files/safe-file.ts";
import { toPrintable } from "../text/printable.ts";

/** A file to write items to. */
export interface OutputFile {
  /** As the user named it, and where that is. */
  readonly name: string;
  readonly path: string;
  readonly wish: OutputWish;
}

/** What a command says of its file. */
export interface OutputWish {
  readonly mayReplace?: boolean;
  /** What to do where there is one already. */
  readonly advice: string;
  /** A sentence on what a failure means. */
  readonly consequence?: string;
}

/** Refuses a file that cannot be written, before anything is done. */
export async function checkOutputFile(cwd: string, name: string, wish: OutputWish): Promise<OutputFile> {
  const file = { name, path: resolve(cwd, name), wish };
  const [folder, there] = await Promise.all([kindOf(dirname(file.path)), kindOf(file.path)]);
  const refuse = (why: string) => usageError(`The items cannot be saved to ${toPrintable(name)}: ${why}.`);
  if (folder !== "folder") throw refuse(`there is no folder ${toPrintable(dirname(name))}`);
  const linkOut = findLinkOut(cwd, name);
  if (there === "folder") throw refuse("it is a folder");
  if (there === "other") throw refuse("it is not a regular file");
  if (linkOut !== undefined)
    throw refuse(`${toPrintable(linkOut)} is a link to another folder; name that folder itself`);
  if (there !== undefined && !wish.mayReplace) throw taken(file);
  await access(dirname(file.path), constants.W_OK).catch(() => {
    throw refuse("its folder cannot be written to");
  });
  return file;
}

/** Opens a file that appears when it is whole and on the disk; before that, and after a failure, there is none, or still the former one. */
export async function openOutputFile(target: OutputFile) {
  const { path, wish } = target;
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
        await (wish.mayReplace ? rename(partial, path) : putInPlace(partial, path));
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

/** Unlike a renaming, a link replaces no file that has come meanwhile; nor does this copy, on a file system that has no links. */
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

function taken({ name, wish }: OutputFile): TodoApiError {
  return usageError(`The file ${toPrintable(name)} exists already, and is not overwritten: ${wish.advice}.`);
}

function notWritten({ name, wish }: OutputFile, cause: unknown): TodoApiError {
  const why = cause instanceof Error ? cause.message : String(cause);
  const message = `The items could not be saved to ${toPrintable(name)}: ${why}.`;
  const all = wish.consequence === undefined ? message : `${message} ${wish.consequence}`;
  return new TodoApiError("export-failed", EXIT.failure, all, { cause });
}
