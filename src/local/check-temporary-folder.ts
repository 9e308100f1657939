import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { codeOf, EXIT, TodoApiError } from "../errors.ts";

/** Enough space for the unpacked packages of a stack's functions. */
const PROBE_BYTES = 1024 * 1024;

/** Throws if the folder for temporary files, into which functions are unpacked, is not writable. */
export function checkTemporaryFolder(): void {
  try {
    const folder = mkdtempSync(join(tmpdir(), "todo-api-probe-"));
    try {
      writeFileSync(join(folder, "probe"), Buffer.alloc(PROBE_BYTES));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  } catch (cause) {
    const message = `the temporary folder ${tmpdir()} cannot be written to (${codeOf(cause) ?? cause}); set TMPDIR (on Windows: TEMP) to a writable folder`;
    throw new TodoApiError("folder-not-writable", EXIT.failure, message, { cause });
  }
}
