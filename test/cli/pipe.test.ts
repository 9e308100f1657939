import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { expect, test } from "vitest";
import { PACKAGE_ROOT } from "../../src/package-root.ts";
import { makeFolder } from "../support/run.ts";

test.each([["--help"], ["help configuration"], ["local status"]])(
  "%s into a reader that has gone is quiet",
  async (line) => {
    const cwd = await makeFolder();
    const child = spawn(process.execPath, [join(PACKAGE_ROOT, "bin", "todo-api.js"), ...line.split(" ")], {
      cwd,
      stdio: ["ignore", "pipe", "pipe"],
    });
    child.stdout.destroy();
    let stderr = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
    });
    await once(child, "close");
    expect(stderr).not.toMatch(/EPIPE|at .*js:\d/);
    expect(child.signalCode).toBe(null);
  },
);
