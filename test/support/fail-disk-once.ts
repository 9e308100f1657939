import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { onTestFinished } from "vitest";

/** Makes the next call of a function of node:fs, in this process, fail with EIO, after it has done `part` of its work. */
export function failDiskOnce(
  name: "appendFileSync" | "fdatasyncSync" | "ftruncateSync",
  part: (...args: readonly unknown[]) => void = () => {},
): void {
  const original = fs[name];
  const replaceWith = (work: unknown) => {
    Object.assign(fs, { [name]: work });
    syncBuiltinESMExports();
  };
  onTestFinished(() => replaceWith(original));
  replaceWith((...args: readonly unknown[]) => {
    replaceWith(original);
    part(...args);
    throw Object.assign(new Error("EIO: i/o error"), { code: "EIO" });
  });
}
