import { execFile } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { PACKAGE_ROOT } from "../../src/package/package-root.ts";
import { REGION, startLocalEmu } from "./emulators.ts";
import { describeOn, KEYS, makeProject, ownNames } from "./stack.ts";

await describeOn("test:aws on LocalEmu", startLocalEmu, (emulator) => {
  test("every step succeeds, as administrator and as operator, and nothing remains", async () => {
    const results = await makeProject();
    const run = join(PACKAGE_ROOT, "test", "aws-run", "run.js");
    const where = ["--region", REGION, "--endpoint-url", emulator.endpoint];
    await promisify(execFile)(process.execPath, [run, ...where, "--yes", "--results", results.cwd], {
      env: { ...process.env, ...KEYS },
    });
    const [file = ""] = await readdir(results.cwd);
    const { failed, steps } = JSON.parse(await readFile(join(results.cwd, file), "utf8"));
    expect({ failed, count: steps.length }).toEqual({ failed: 0, count: 30 });
    expect(ownNames(await emulator.list())).toEqual([]);
    await results.remove();
  }, 900_000);
});
