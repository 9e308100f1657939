import { closeSync, fdatasyncSync, ftruncateSync, openSync, readFileSync, writeSync } from "node:fs";
import { replaceFile } from "../../../../files/safe-file.ts";

/** A file to which lines are appended. */
interface LineFile {
  /** The size in bytes, which is where the next line starts. */
  readonly size: number;
  /** Appends a line; if `sync` is set, also waits until it is on disk. On failure, removes the line and throws. */
  append(line: string, options?: { readonly sync: boolean }): void;
  /** Removes everything after the first `size` bytes. */
  truncate(size: number): void;
  /** Replaces all lines atomically. */
  replace(lines: readonly string[]): void;
  close(): void;
}

/**
 * Opens or creates a file and passes each line and its start position to `read`. Removes the last line if it is
 * incomplete.
 */
export function openLineFile(file: string, read: (line: string, start: number) => void): LineFile {
  let descriptor = openSync(file, "a+", 0o600);
  let size = 0;
  const content = readFileSync(file);
  for (let end = content.indexOf(NEWLINE); end >= 0; end = content.indexOf(NEWLINE, size)) {
    read(content.toString("utf8", size, end), size);
    size = end + 1;
  }
  ftruncateSync(descriptor, size);

  return {
    get size() {
      return size;
    },

    append(line, { sync } = { sync: false }) {
      const bytes = Buffer.from(`${line}\n`);
      try {
        for (let written = 0; written < bytes.length; ) written += writeSync(descriptor, bytes, written);
        if (sync) fdatasyncSync(descriptor);
      } catch (error) {
        ftruncateSync(descriptor, size);
        throw error;
      }
      size += bytes.length;
    },

    truncate(to) {
      ftruncateSync(descriptor, to);
      size = to;
    },

    replace(lines) {
      const text = lines.map((line) => `${line}\n`).join("");
      closeSync(descriptor);
      try {
        replaceFile(file, text);
        size = Buffer.byteLength(text);
      } finally {
        descriptor = openSync(file, "a+", 0o600);
      }
    },

    close: () => closeSync(descriptor),
  };
}

const NEWLINE = 0x0a;
