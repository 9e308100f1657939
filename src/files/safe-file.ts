import { randomUUID } from "node:crypto";
import {
  closeSync,
  constants,
  fstatSync,
  ftruncateSync,
  lstatSync,
  mkdirSync,
  openSync,
  readSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { codeOf, EXIT, hasCode, TodoApiError } from "../errors.ts";

/** Why a file cannot be read or written. The message completes a sentence that begins with the file: "is a link". */
export class FileFault extends Error {
  constructor(why: string, cause?: unknown) {
    super(why, { cause });
    this.name = "FileFault";
  }
}

/** The default limit; configuration, models and records are much smaller. */
const MAX_BYTES = 1_000_000;
/** The permissions of a file's group and of all other users. */
const GROUP_AND_OTHERS = 0o077;

interface ReadLimits {
  readonly maxBytes?: number;
  /** For files that the user writes; todo-api's own files are never links. */
  readonly followLinks?: boolean;
  /** Rejects a file that other users can access. Has no effect on Windows, which has no such file modes. */
  readonly mustBePrivate?: boolean;
}

/**
 * Reads the text of a regular file; undefined if absent. Throws a FileFault for a file that is too large or cannot be
 * read, for a link (unless `followLinks` is set), and for a folder, pipe or device, without waiting for its content.
 */
export function readRegularFile(path: string, limits?: ReadLimits): string | undefined {
  return readRegularBytes(path, limits)?.toString("utf8");
}

/** Reads the bytes of a regular file, with the same checks as `readRegularFile`. */
export function readRegularBytes(
  path: string,
  { maxBytes = MAX_BYTES, followLinks = false, mustBePrivate = false }: ReadLimits = {},
): Buffer | undefined {
  try {
    checkReadable(followLinks ? statSync(path) : lstatSync(path), maxBytes);
    // The file may be replaced between the check and the open, so the open file is checked again.
    const { O_NOFOLLOW = 0, O_NONBLOCK = 0, O_RDONLY } = constants;
    const file = openSync(path, O_RDONLY | O_NONBLOCK | (followLinks ? 0 : O_NOFOLLOW));
    try {
      const stats = fstatSync(file);
      checkReadable(stats, maxBytes);
      if (mustBePrivate && process.platform !== "win32" && (stats.mode & GROUP_AND_OTHERS) !== 0)
        throw new FileFault("is accessible to other users");
      return readUpTo(file, maxBytes);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    const code = codeOf(error);
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw error instanceof FileFault || code === undefined ? error : new FileFault(`cannot be read (${code})`, error);
  }
}

function checkReadable(stats: Stats, maxBytes: number): void {
  if (!stats.isFile()) throw new FileFault(kindOf(stats));
  if (stats.size > maxBytes) throw new FileFault(`is larger than ${maxBytes.toLocaleString("en")} bytes`);
}

/** Checks the size while reading, because the reported size can be wrong, as in /proc, and the file can grow. */
function readUpTo(file: number, maxBytes: number): Buffer {
  const chunks: Buffer[] = [];
  let total = 0;
  for (;;) {
    const chunk = Buffer.alloc(64 * 1024);
    const length = readSync(file, chunk);
    if (length === 0) return Buffer.concat(chunks);
    total += length;
    if (total > maxBytes) throw new FileFault(`is larger than ${maxBytes.toLocaleString("en")} bytes`);
    chunks.push(chunk.subarray(0, length));
  }
}

function kindOf(stats: Stats): string {
  if (stats.isSymbolicLink()) return "is a link";
  if (stats.isDirectory()) return "is a folder";
  return stats.isFIFO() ? "is a named pipe" : "is not a regular file";
}

/**
 * Replaces a file atomically; only the user can read the new file. Replaces a link, but throws for a folder, pipe or
 * device.
 */
export function replaceFile(path: string, content: string | Uint8Array): void {
  const next = `${path}.${randomUUID().slice(0, 8)}.new`;
  try {
    const existing = lstatSync(path, { throwIfNoEntry: false });
    if (existing && !existing.isFile() && !existing.isSymbolicLink()) throw new FileFault(kindOf(existing));
    writeFileSync(next, content, { flag: "wx", mode: 0o600 });
    renameSync(next, path);
  } catch (error) {
    rmSync(next, { force: true });
    throw notWritable(path, error);
  }
}

/** Creates a file that only the user can read; an existing file is kept. */
export function createFile(path: string, content: string): void {
  try {
    writeFileSync(path, content, { flag: "wx", mode: 0o600 });
  } catch (error) {
    if (!hasCode(error, "EEXIST")) throw notWritable(path, error);
  }
}

/**
 * Opens a file to append to it; undefined if its folder does not exist. A file over `maxBytes` is emptied; a symbolic
 * or hard link, a pipe or a device is replaced with a new file.
 */
export function openToAppend(path: string, maxBytes: number): number | undefined {
  try {
    const existing = lstatSync(path, { throwIfNoEntry: false });
    if (existing && (!existing.isFile() || existing.nlink > 1)) rmSync(path);
    const { O_APPEND, O_CREAT, O_NOFOLLOW = 0, O_WRONLY } = constants;
    const file = openSync(path, O_APPEND | O_CREAT | O_NOFOLLOW | O_WRONLY, 0o600);
    if (fstatSync(file).size > maxBytes) ftruncateSync(file);
    return file;
  } catch (error) {
    if (hasCode(error, "ENOENT")) return undefined;
    throw notWritable(path, error);
  }
}

/** Creates a folder that only the user can read, unless it exists. Throws if the path is a link or a file. */
export function createRealFolder(path: string): void {
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    if (!hasCode(error, "EEXIST")) throw notWritable(path, error);
    refuseLink(path);
    const existing = lstatSync(path, { throwIfNoEntry: false });
    if (existing && !existing.isDirectory()) throw notWritable(path, new FileFault("is not a folder", error));
  }
}

/** Throws if the path is a link. */
export function refuseLink(path: string): void {
  if (!isLink(path)) return;
  throw new TodoApiError(
    "linked-folder",
    EXIT.usage,
    `${path} is a link, which todo-api does not follow; remove the link. Nothing was changed.`,
  );
}

/** Throws if the path exists but is not a folder. */
export function refuseFile(path: string): void {
  if (lstatSync(path, { throwIfNoEntry: false })?.isDirectory() ?? true) return;
  throw new TodoApiError(
    "not-a-folder",
    EXIT.usage,
    `${path} is not a folder; remove or rename it. Nothing was changed.`,
  );
}

function isLink(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
  } catch (error) {
    // One of its parent folders is a file.
    if (hasCode(error, "ENOTDIR")) return false;
    throw error;
  }
}

/** Finds the first folder in a relative file name that is a link out of `cwd`; undefined if there is none. */
export function findLinkOut(cwd: string, name: string): string | undefined {
  if (isAbsolute(name)) return undefined;
  const root = realpathSync(cwd);
  const folder = dirname(resolve(root, name));
  if (!isWithin(root, folder)) return undefined;
  const steps = relative(root, folder).split(sep).filter(Boolean);
  const folders = steps.map((_, index) => join(root, ...steps.slice(0, index + 1)));
  const out = folders.find((path) => !isWithin(root, realpathSync(path)));
  return out && relative(root, out);
}

function isWithin(folder: string, path: string): boolean {
  const fromFolder = relative(folder, path);
  return fromFolder !== ".." && !fromFolder.startsWith(`..${sep}`) && !isAbsolute(fromFolder);
}

function notWritable(path: string, cause: unknown): TodoApiError {
  const why = cause instanceof FileFault ? `: it ${cause.message}` : ` (${codeOf(cause) ?? cause})`;
  return new TodoApiError("folder-not-writable", EXIT.failure, `${path} cannot be written to${why}`, { cause });
}
