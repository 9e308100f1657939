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

/** Why a file is not read: completes a sentence that begins with its name, such as "is a link". */
export class FileFault extends Error {
  constructor(why: string, cause?: unknown) {
    super(why, { cause });
    this.name = "FileFault";
  }
}

/** No file that a person writes for this tool, or that it keeps outside the local cloud, is larger. */
const MOST_BYTES = 1_000_000;

interface ReadLimits {
  readonly maxBytes?: number;
  /** Only for files that the user names or writes: what this tool keeps is never a link. */
  readonly followLinks?: boolean;
}

/** The text of a regular file of bounded size; undefined when there is none. Throws a FileFault, and never waits: a pipe or device is not opened. */
export function readRegularFile(path: string, limits?: ReadLimits): string | undefined {
  return readRegularBytes(path, limits)?.toString("utf8");
}

/** The bytes of a regular file, as `readRegularFile` reads its text. */
export function readRegularBytes(
  path: string,
  { maxBytes = MOST_BYTES, followLinks = false }: ReadLimits = {},
): Buffer | undefined {
  try {
    checkReadable(followLinks ? statSync(path) : lstatSync(path), maxBytes);
    // Between the check and the opening the file may be another: what was opened is checked again.
    const { O_NOFOLLOW = 0, O_NONBLOCK = 0, O_RDONLY } = constants;
    const file = openSync(path, O_RDONLY | O_NONBLOCK | (followLinks ? 0 : O_NOFOLLOW));
    try {
      checkReadable(fstatSync(file), maxBytes);
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

/** The size of a file can be wrong, as below /proc, and it can grow. */
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

/** Replaces a file in one step, so that a reader or a kill halfway sees the old content or the new; only the user can read it. A link is replaced, not followed. */
export function replaceFile(path: string, content: string | Uint8Array): void {
  const next = `${path}.${randomUUID().slice(0, 8)}.new`;
  try {
    const there = lstatSync(path, { throwIfNoEntry: false });
    // A device or a pipe would be gone for everyone.
    if (there && !there.isFile() && !there.isSymbolicLink()) throw new FileFault(kindOf(there));
    writeFileSync(next, content, { flag: "wx", mode: 0o600 });
    renameSync(next, path);
  } catch (error) {
    rmSync(next, { force: true });
    throw notWritable(path, error);
  }
}

/** Creates a file that only the user can read, and leaves one of that name as it is. */
export function createFile(path: string, content: string): void {
  try {
    writeFileSync(path, content, { flag: "wx", mode: 0o600 });
  } catch (error) {
    if (!hasCode(error, "EEXIST")) throw notWritable(path, error);
  }
}

/** Opens a file to append to, emptied first when it has more than `maxBytes`. What is no plain file of our own, such as a link, is removed and created anew. */
export function openToAppend(path: string, maxBytes: number): number {
  try {
    const there = lstatSync(path, { throwIfNoEntry: false });
    if (there && (!there.isFile() || there.nlink > 1)) rmSync(path);
    const { O_APPEND, O_CREAT, O_NOFOLLOW = 0, O_WRONLY } = constants;
    const file = openSync(path, O_APPEND | O_CREAT | O_NOFOLLOW | O_WRONLY, 0o600);
    if (fstatSync(file).size > maxBytes) ftruncateSync(file);
    return file;
  } catch (error) {
    throw notWritable(path, error);
  }
}

/** Creates a folder that only the user can read, unless it exists. Throws when a link or something else has its name. */
export function makeRealFolder(path: string): void {
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    if (!hasCode(error, "EEXIST")) throw notWritable(path, error);
    refuseLink(path);
    if (!lstatSync(path).isDirectory()) throw notWritable(path, error);
  }
}

/** Throws when the path is a link: what this tool keeps in a folder must be in that folder. */
export function refuseLink(path: string): void {
  if (!isLink(path)) return;
  throw new TodoApiError(
    "linked-folder",
    EXIT.usage,
    `${path} is a link, which todo-api does not follow. Remove the link; nothing was touched.`,
  );
}

function isLink(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
  } catch (error) {
    // A file has the name of a folder on the way.
    if (hasCode(error, "ENOTDIR")) return false;
    throw error;
  }
}

/** The folder on the way to a file in an existing folder, as the user named it relative to `cwd`, that a link leads out of `cwd`; undefined when there is none. */
export function findLinkOut(cwd: string, name: string): string | undefined {
  if (isAbsolute(name)) return undefined;
  const home = realpathSync(cwd);
  const folder = dirname(resolve(home, name));
  if (!isWithin(home, folder)) return undefined;
  const steps = relative(home, folder).split(sep).filter(Boolean);
  const folders = steps.map((_, index) => join(home, ...steps.slice(0, index + 1)));
  const out = folders.find((path) => !isWithin(home, realpathSync(path)));
  return out && relative(home, out);
}

function isWithin(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

function notWritable(path: string, cause: unknown): TodoApiError {
  const why = cause instanceof FileFault ? `: it ${cause.message}` : ` (${codeOf(cause) ?? cause})`;
  return new TodoApiError("folder-not-writable", EXIT.failure, `${path} cannot be written to${why}.`, { cause });
}
