import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Command } from "commander";
import { describe, expect, onTestFinished, test } from "vitest";
import { JSON_OUTPUTS } from "../../src/cli/json-outputs.ts";
import { processIo } from "../../src/cli/process-io.ts";
import { createProgram } from "../../src/cli/program.ts";
import { ROOT_HELP } from "../../src/cli/root-help.ts";
import { EXIT } from "../../src/errors.ts";
import { PACKAGE_ROOT } from "../../src/package/package-root.ts";
import { schemaOf } from "../support/check-json.ts";
import { makeFolder, run, runBin } from "../support/run.ts";

const program = createProgram(processIo(), { stack: async () => {}, model: async () => {}, plain: async () => {} });
const leaves = leavesOf(program, []);

describe("help", () => {
  test.each([["--help"], ["-h"], ["help"]])("%s prints every command and every global flag to stdout", async (flag) => {
    const { code, stdout, stderr } = await run([flag], { cwd: await makeFolder() });
    expect({ code, stderr }).toEqual({ code: EXIT.ok, stderr: "" });
    for (const words of leaves) if (words[0] !== "help") expect(stdout).toContain(`  ${words.join(" ")} `);
    for (const { flags } of program.options) expect(stdout).toContain(`  ${flags} `);
    expect(stdout.indexOf("Examples:")).toBeLessThan(stdout.indexOf("Usage:"));
  });

  test("the page fits a terminal of 80 columns", () => {
    expect(ROOT_HELP.split("\n").filter((line) => line.length > 80)).toEqual([]);
  });

  test.each(leaves.map((words) => [words.join(" "), words] as const))(
    "%s prints its help with --help",
    async (_name, words) => {
      const cwd = await makeFolder();
      const asked = await run([...words, "--help"], { cwd });
      expect(asked).toMatchObject({ code: EXIT.ok, stderr: "" });
      expect(asked.stdout).toContain(`Usage: todo-api ${words.join(" ")}`);
      expect(asked.stdout).toContain("--json");
      expect(await run(["help", ...words], { cwd })).toEqual(asked);
      expect(await run(["--no-color", "help", ...words], { cwd })).toEqual(asked);
    },
  );

  const items = [["items"], ...leaves.filter(([group]) => group === "items")];
  test.each(items.map((words) => [words.join(" "), words] as const))(
    "%s fits a terminal of 80 columns, and shows valid IDs",
    async (_name, words) => {
      const { stdout } = await run([...words, "--help"], { cwd: await makeFolder() });
      expect(stdout.split("\n").filter((line) => line.length > 80)).toEqual([]);
      for (const [, id] of stdout.matchAll(/items (?:get|update|done|delete) ([^[<\s]\S*)/g))
        expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{2,}/);
    },
  );

  test("prints help to stderr without a command, and exits with the code for wrong usage", async () => {
    const { code, stdout, stderr } = await run([], { cwd: await makeFolder() });
    expect({ code, stdout, stderr }).toEqual({ code: EXIT.usage, stdout: "", stderr: ROOT_HELP });
  });

  test("a group without its command does the same", async () => {
    const { code, stdout, stderr } = await run(["items"], { cwd: await makeFolder() });
    expect({ code, stdout }).toEqual({ code: EXIT.usage, stdout: "" });
    expect(stderr).toContain("Usage: todo-api items <command>");
  });

  test("the page on exit codes lists all of them", async () => {
    const { code, stdout } = await run(["help", "exit-codes"], { cwd: await makeFolder() });
    expect(code).toBe(EXIT.ok);
    const listed = [...stdout.matchAll(/^ +(\d+) {2}/gm)].map(([, number]) => Number(number));
    expect(listed).toEqual(Object.values(EXIT));
    expect(stdout).toMatch(/^ +5 {2}no such stack, release or API key, or the local cloud is not running$/m);
  });

  test("the page on JSON has a schema for every command, and every schema that ships", async () => {
    const { code, stdout } = await run(["help", "json"], { cwd: await makeFolder() });
    expect(code).toBe(EXIT.ok);
    const commands = JSON_OUTPUTS.map(({ command }) => command);
    // Help is printed as text, not as JSON.
    for (const words of leaves) if (words[0] !== "help") expect(commands).toContain(words.join(" "));
    for (const command of commands) expect(stdout).toContain(`\n  ${command} `);
    const listed = new Set([...stdout.matchAll(/([\w-]+)\.schema\.json/g)].map(([, name = ""]) => name));
    expect([...listed].map((name) => `${name}.schema.json`).sort()).toEqual(
      (await readdir(join(PACKAGE_ROOT, "bin", "schemas"))).sort(),
    );
    for (const name of listed) expect(schemaOf(name)).toBeTypeOf("function");
  });

  test.each([["--version"], ["-v"], ["version"]])("%s prints only the package's version", async (flag) => {
    const { version } = JSON.parse(await readFile(join(PACKAGE_ROOT, "package.json"), "utf8"));
    expect(await run([flag], { cwd: await makeFolder() })).toEqual({
      code: EXIT.ok,
      stdout: `${version}\n`,
      stderr: "",
    });
  });
});

describe("the modules that are loaded", () => {
  test.each([
    ["--help", "nothing but our own files", /^(?!.*node_modules)/],
    ["--version", "nothing but our own files", /^(?!.*node_modules)/],
    ["deplyo", "commander at most", /^(?!.*node_modules\/(?!commander\/))/],
    ["items add --help", "commander at most", /^(?!.*node_modules\/(?!commander\/))/],
  ])("for %s are %s", async (line, _name, allowed) => {
    const loaded = await loadedFor(line.split(" "));
    expect(loaded.length).toBeGreaterThan(0);
    expect(
      loaded.filter(
        (url) =>
          !allowed.test(url) || /\/dist\/(aws\/(?!stack-name)|engine|resources|local|commands|items|logs)\//.test(url),
      ),
    ).toEqual([]);
  });
});

/** The files that were loaded, according to Node's own coverage. */
async function loadedFor(argv: readonly string[]): Promise<readonly string[]> {
  const folder = await mkdtemp(join(tmpdir(), "todo-api-loaded-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await runBin(argv, { cwd: folder, env: { NODE_V8_COVERAGE: folder } });
  const reports = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), "utf8")));
  return reports.flatMap((report) => {
    const { result }: { result: readonly { readonly url: string }[] } = JSON.parse(report);
    return result.map(({ url }) => url);
  });
}

function leavesOf(command: Command, above: readonly string[]): readonly (readonly string[])[] {
  if (command.commands.length === 0) return [above];
  return command.commands.flatMap((child) => leavesOf(child, [...above, child.name()]));
}
