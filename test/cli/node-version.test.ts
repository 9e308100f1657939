import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { PACKAGE_ROOT } from "../../src/package/package-root.ts";

/** Runs `--version` with a Node that reports another version. */
async function runAs(version: string) {
  const claim = `Object.defineProperty(process.versions, "node", { value: "${version}" });
    Object.defineProperty(process, "version", { value: "v${version}" });`;
  const argv = [
    "--import",
    `data:text/javascript,${encodeURIComponent(claim)}`,
    join(PACKAGE_ROOT, "bin", "todo-api.js"),
  ];
  return promisify(execFile)(process.execPath, [...argv, "--version"]).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    ({ code, stdout, stderr }) => ({ code, stdout, stderr }),
  );
}

test.each(["10.24.1", "18.20.8", "20.18.3", "21.7.3", "22.1.0", "23.11.0"])(
  "rejects Node %s with one sentence",
  async (version) => {
    expect(await runAs(version)).toEqual({
      code: 1,
      stdout: "",
      stderr: `error: todo-api requires Node.js 20 (20.19 or later), 22 (22.2 or later), or 24 and later, not v${version}\n`,
    });
  },
);

test.each(["20.19.0", "22.2.0", "24.1.0", "25.0.0"])("runs on Node %s", async (version) => {
  expect(await runAs(version)).toEqual({ code: 0, stdout: expect.stringMatching(/^\d/), stderr: "" });
});
