import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EXIT, TodoApiError } from "../errors.ts";

/** Room for the unpacked packages of the functions of a stack. */
const PROBE_BYTES = 1024 * 1024;

/** Functions are unpacked into the folder for temporary files: without one that can be written to, every call of a function would fail. */
export function checkTemporaryFolder(): void {
  try {
    const folder = mkdtempSync(join(tmpdir(), "todo-api-probe-"));
    try {
      writeFileSync(join(folder, "probe"), Buffer.alloc(PROBE_BYTES));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  } catch (cause) {
    const why = cause instanceof Error && "code" in cause ? cause.code : cause;
    const message = `the folder for temporary files, ${tmpdir()}, cannot be written to (${why}); set TMPDIR (on Windows TEMP) to one that can`;
    throw new TodoApiError("folder-not-writable", EXIT.failure, message, { cause });
  }
}
