import { randomUUID } from "node:crypto";
import { link, open, rename, rm, stat } from "node:fs/promises";
import { resolve } from "node:path";
import { EXIT, TodoApiError, usageError } from "../../errors.ts";

/** A file that appears when it is whole and on the disk; before that, and after a failure, there is none, or still the former one. */
export async function openOutputFile(cwd: string, name: string, mayReplace: boolean) {
  const path = resolve(cwd, name);
  if (!mayReplace && (await exists(path))) throw taken(name);
  const partial = `${path}.${randomUUID().slice(0, 8)}.partial`;
  const file = await open(partial, "wx", 0o600).catch((error: unknown) => {
    throw notWritten(name, error);
  });
  return {
    async write(text: string) {
      await file.appendFile(text).catch((error: unknown) => {
        throw notWritten(name, error);
      });
    },
    async finish() {
      try {
        await file.sync();
        await file.close();
        // A link is refused where a file of that name has come meanwhile; a renaming replaces it.
        await (mayReplace ? rename(partial, path) : link(partial, path));
      } catch (error) {
        throw hasCode(error, "EEXIST") ? taken(name) : notWritten(name, error);
      }
    },
    async abandon() {
      await file.close().catch(() => {});
      await rm(partial, { force: true });
    },
  };
}

function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

function taken(name: string): TodoApiError {
  return usageError(`The file ${name} exists already, and is not replaced: name another one, or add --force.`);
}

function notWritten(name: string, cause: unknown): TodoApiError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new TodoApiError("export-failed", EXIT.failure, `The items could not be written to ${name}: ${why}.`, {
    cause,
  });
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
