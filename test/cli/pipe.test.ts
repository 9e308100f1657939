import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { expect, test } from "vitest";
import { EXIT } from "../../src/errors.ts";
import { PACKAGE_ROOT } from "../../src/package/package-root.ts";
import { makeFolder, run } from "../support/run.ts";

test.each([["--help"], ["help configuration"], ["local status"]])(
  "%s ends silently if its reader has closed the pipe",
  async (line) => {
    const { stderr, signal } = await readOneLine(line.split(" "), { cwd: await makeFolder() });
    expect(stderr).not.toMatch(/EPIPE|at .*js:\d/);
    expect(signal).toBe(null);
  },
);

const LINES = Array.from({ length: 60 }, (_, index) => `item ${index}`);

test("a command that changes something finishes without its reader, and exits with the code of its result", async () => {
  const cwd = await makeFolder();
  expect(await readOneLine(["deploy", "--local", "--json"], { cwd })).toMatchObject({ code: EXIT.ok, signal: null });
  expect(await run(["status"], { cwd })).toMatchObject({ code: EXIT.ok });

  expect(await readOneLine(["items", "add", "-"], { cwd, stdin: LINES.join("\n") })).toMatchObject({ code: EXIT.ok });
  const listed = await run(["items", "list", "--json"], { cwd });
  expect(JSON.parse(listed.stdout)).toHaveLength(LINES.length);
  // The API rejects one of the two.
  const partly = { cwd, stdin: `fine\n${"x".repeat(2000)}` };
  expect((await readOneLine(["items", "add", "-", "--json"], partly)).code).toBeGreaterThan(EXIT.changes);

  const ids: readonly string[] = JSON.parse(listed.stdout).map(({ id }: { readonly id: string }) => id);
  expect(await readOneLine(["items", "done", ...ids], { cwd })).toMatchObject({ code: EXIT.ok });
  expect(await readOneLine(["items", "delete", ...ids], { cwd })).toMatchObject({ code: EXIT.ok });
  expect(JSON.parse((await run(["items", "list", "--json"], { cwd })).stdout)).toHaveLength(1);

  expect(await readOneLine(["destroy", "--yes"], { cwd, closes: "both" })).toMatchObject({ code: EXIT.ok });
  expect(await run(["status"], { cwd })).toMatchObject({ code: EXIT.notFound });
  expect(await readOneLine(["deploy", "--local"], { cwd, closes: "both" })).toMatchObject({ code: EXIT.ok });
  expect(await run(["status"], { cwd })).toMatchObject({ code: EXIT.ok });

  await run(["local", "fault", "expire-credentials"], { cwd });
  expect(await readOneLine(["destroy", "--yes"], { cwd, closes: "both" })).toMatchObject({ code: EXIT.auth });
}, 120_000);

test("a command that only reads ends silently without its reader", async () => {
  const cwd = await makeFolder();
  await run(["deploy", "--local"], { cwd });
  await run(["items", "add", "-"], { cwd, stdin: LINES.join("\n") });
  for (const line of ["items list", "items export", "plan --json", "status", "logs"]) {
    const { code, stderr, signal } = await readOneLine(line.split(" "), { cwd });
    expect({ line, code, signal }).toEqual({ line, code: EXIT.ok, signal: null });
    expect(stderr).not.toMatch(/error|EPIPE/);
  }
}, 120_000);

test("logs --follow ends silently at the first line after its reader closed the pipe", async () => {
  const cwd = await makeFolder();
  await run(["deploy", "--local"], { cwd });
  await run(["items", "add", "Buy milk"], { cwd });
  let hasEnded = false;
  const following = readOneLine(["logs", "--follow", "--since", "1h"], { cwd }).finally(() => {
    hasEnded = true;
  });
  while (!hasEnded) await run(["items", "list"], { cwd });
  const { code, stderr, signal } = await following;
  expect({ code, signal }).toEqual({ code: EXIT.ok, signal: null });
  expect(stderr).not.toMatch(/error|EPIPE/);
}, 120_000);

/** Runs a command as `| head -1` does: its standard output, or both outputs, are closed after the first text. */
async function readOneLine(
  argv: readonly string[],
  { cwd, stdin = "", closes = "stdout" }: { cwd: string; stdin?: string; closes?: "stdout" | "both" },
) {
  const child = spawn(process.execPath, [join(PACKAGE_ROOT, "bin", "todo-api.js"), ...argv], { cwd });
  child.stdin.on("error", () => {}).end(stdin);
  const closed = closes === "both" ? [child.stdout, child.stderr] : [child.stdout];
  let stderr = "";
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8");
  child.stderr.on("data", (text: string) => {
    stderr += text;
  });
  for (const stream of closed) stream.once("data", () => closed.map((one) => one.destroy()));
  const [code, signal] = await once(child, "exit");
  return { code, signal, stderr };
}
