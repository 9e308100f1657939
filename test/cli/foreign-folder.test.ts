import { execFileSync } from "node:child_process";
import {
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeDeployedFolder } from "../support/deployed-folder.ts";
import { makeFolder, type Ran, run } from "../support/run.ts";
import { startStack, type TestStack } from "../support/stack.ts";

const KEPT = "the user's own\n";
const ITEM = '{"title":"from a foreign folder"}\n';

let deployed: TestStack;
beforeAll(async () => {
  deployed = await startStack();
});
afterAll(() => deployed.stop());

/** Creates a folder that remembers the deployed stack, and a file of the user in another folder. */
async function makePlaces() {
  const cwd = await makeDeployedFolder(deployed.test, { apiUrl: deployed.apiUrl });
  const outside = await makeFolder();
  writeFileSync(join(outside, "kept"), KEPT);
  return { cwd, outside, kept: join(outside, "kept") };
}

function expectKept(outside: string): void {
  expect(readdirSync(outside)).toEqual(["kept"]);
  expect(readFileSync(join(outside, "kept"), "utf8")).toBe(KEPT);
}

describe("a link in a folder from elsewhere leads to no file of the user's", () => {
  test(".todo-api/.gitignore", async () => {
    const { cwd, outside, kept } = await makePlaces();
    rmSync(join(cwd, ".todo-api", ".gitignore"));
    symlinkSync(kept, join(cwd, ".todo-api", ".gitignore"));
    expect((await run(["items", "add", "-"], { cwd, stdin: ITEM })).code).toBe(0);
    expectKept(outside);
  });

  test.each(["symlink", "hard link"])(".todo-api/failed-<id>.ndjson, a %s", async (kind) => {
    const { cwd, outside, kept } = await makePlaces();
    const addFailing = async () => {
      const { code, stderr } = await run(["items", "add", "-"], { cwd, stdin: '{"title":""}\n' });
      expect(code).toBe(8);
      return join(cwd, / < (\S+)/.exec(stderr)?.[1] ?? "");
    };
    const file = await addFailing();
    rmSync(file);
    (kind === "symlink" ? symlinkSync : linkSync)(kept, file);
    expect(readFileSync(await addFailing(), "utf8")).toContain('{"title":""}');
    expectKept(outside);
  });

  test.each(["symlink", "hard link"])(".todo-api/target.json, a %s", async (kind) => {
    const { cwd, outside, kept } = await makePlaces();
    const target = join(cwd, ".todo-api", "target.json");
    const text = readFileSync(target, "utf8");
    rmSync(target);
    writeFileSync(kept, text);
    (kind === "symlink" ? symlinkSync : linkSync)(kept, target);
    await run(["deploy", "--local"], { cwd });
    expect(readFileSync(kept, "utf8")).toBe(text);
    expect(lstatSync(target).isSymbolicLink()).toBe(false);
    writeFileSync(kept, KEPT);
    expectKept(outside);
  });

  test.each([".todo-api", join(".todo-api", "local")])("%s itself", async (linked) => {
    const cwd = await makeFolder();
    const outside = await makeFolder();
    if (linked !== ".todo-api") mkdirSync(join(cwd, ".todo-api"));
    symlinkSync(outside, join(cwd, linked), "junction");
    for (const argv of [
      ["deploy", "--local"],
      ["local", "start"],
      ["local", "reset", "--yes"],
      ["status", "--local"],
    ]) {
      const { code, stderr } = await run(argv, { cwd });
      expect({ code, stderr }).toEqual({
        code: 2,
        stderr: expect.stringMatching(/is a link, which todo-api does not follow/),
      });
    }
    expect(readdirSync(outside)).toEqual([]);
  });

  test.each([".todo-api", join(".todo-api", "local")])("a file in place of %s is kept", async (name) => {
    const cwd = await makeFolder();
    if (name !== ".todo-api") mkdirSync(join(cwd, ".todo-api"));
    writeFileSync(join(cwd, name), KEPT);
    for (const line of [
      "deploy --local",
      "local start",
      "local stop",
      "local reset --yes",
      "local status",
      "items list --local",
    ]) {
      const { code, stderr } = await run(line.split(" "), { cwd });
      expect({ line, code, stderr }).toEqual({
        line,
        code: 2,
        stderr: expect.stringContaining("is not a folder; remove"),
      });
    }
    expect(readFileSync(join(cwd, name), "utf8")).toBe(KEPT);
  });

  test.each([
    ["the file of an export", ["items", "export", "--output", "out"], "already exists"],
    ["the file of --failed", ["items", "add", "-", "--failed", "out"], "already exists"],
    ["the folder of an export", ["items", "export", "--output", join("linked", "out")], "is a link to another folder"],
    ["the folder of --failed", ["items", "add", "-", "--failed", join("linked", "out")], "is a link to another folder"],
    ["a folder above it", ["items", "export", "--output", join("linked", "below", "out")], "does not exist"],
  ])("%s", async (_name, argv, message) => {
    const { cwd, outside, kept } = await makePlaces();
    symlinkSync(kept, join(cwd, "out"));
    symlinkSync(outside, join(cwd, "linked"), "junction");
    const { stderr } = await run(argv, { cwd, stdin: '{"title":""}\n' });
    expect(stderr).toContain(message);
    expectKept(outside);
  });
});

describe("reads only regular files of bounded size, and waits for no others", () => {
  const sentence =
    /^error: [^\n]* (is a folder|is a named pipe|is not a regular file|is larger than 1,000,000 bytes)\n/;
  const makeLarge = (path: string) => {
    writeFileSync(path, "");
    truncateSync(path, 3_000_000_000);
  };
  const kinds: readonly (readonly [string, (path: string) => void])[] = [
    ["a folder", (path) => mkdirSync(path)],
    ["a huge file", makeLarge],
    ...(process.platform === "win32"
      ? []
      : ([
          ["a named pipe", (path) => execFileSync("mkfifo", [path])],
          ["a link to a device", (path) => symlinkSync("/dev/zero", path)],
        ] as const satisfies readonly (readonly [string, (path: string) => void])[])),
  ];

  test.each(kinds)("%s as todo-api.json", async (_kind, make) => {
    const cwd = await makeFolder();
    make(join(cwd, "todo-api.json"));
    const { code, stderr } = await run(["status", "--local"], { cwd });
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(sentence) });
  });

  test.each(kinds)("%s as a model", async (_kind, make) => {
    const cwd = await makeFolder();
    make(join(cwd, "model.json"));
    const { code, stderr } = await run(["openapi", "--model", "./model.json"], { cwd });
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(sentence) });
  });

  test.each(kinds)("%s as .todo-api/target.json", async (_kind, make) => {
    const cwd = await makeFolder();
    mkdirSync(join(cwd, ".todo-api"));
    make(join(cwd, ".todo-api", "target.json"));
    const { code, stderr } = await run(["status", "--local"], { cwd });
    expect({ code, stderr }).toEqual({ code: 5, stderr: expect.stringMatching(/^warning: .*target\.json.* is /) });
  });

  test.each(kinds)("%s as .todo-api/local/daemon.json", async (_kind, make) => {
    const cwd = await makeFolder();
    mkdirSync(join(cwd, ".todo-api", "local"), { recursive: true });
    make(join(cwd, ".todo-api", "local", "daemon.json"));
    expect((await run(["local", "status"], { cwd })).code).toBe(5);
  });

  test.skipIf(process.platform === "win32")("a device is not replaced by the file of --failed", async () => {
    const { cwd } = await makePlaces();
    execFileSync("mkfifo", [join(cwd, "pipe")]);
    const { code, stderr }: Ran = await run(["items", "add", "-", "--failed", "pipe"], { cwd, stdin: ITEM });
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining("is not a regular file") });
    expect(existsSync(join(cwd, "pipe")) && lstatSync(join(cwd, "pipe")).isFIFO()).toBe(true);
  });
});
