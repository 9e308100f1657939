import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { makeDeployedFolder } from "../support/deployed-folder.ts";
import { TEST_REGION } from "../support/local-cloud.ts";
import { makeFolder, type Ran, run } from "../support/run.ts";
import { startStack, type TestStack } from "../support/stack.ts";

/** The stack that the commands name; the folder remembers another one. */
const NAMED = { app: "shop", stage: "crm" };
let remembered: TestStack;
let cwd: string;

beforeAll(async () => {
  remembered = await startStack();
}, 60_000);
afterAll(() => remembered.stop());

const HERE = ["--app", NAMED.app, "--stage", NAMED.stage];
const FULL = `--app ${NAMED.app} --stage ${NAMED.stage} --local --region ${TEST_REGION}`;

/** The commands that an output suggests. */
function suggested({ stdout, stderr }: Ran): readonly string[] {
  return [...`${stdout}\n${stderr}`.matchAll(/^ {2}(todo-api .*?) {3}# /gm)].map(([, command = ""]) => command.trim());
}

/** Splits a command line into words, as a POSIX shell does. */
function wordsOf(command: string): { readonly argv: readonly string[]; readonly file: string | undefined } {
  const [line = "", file] = command.split(" < ");
  const words = line.match(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g) ?? [];
  return { argv: words.slice(1).map((word) => word.replace(/^(['"])(.*)\1$/, "$2")), file };
}

describe("every suggested command targets the stack that was named, wherever it is pasted", () => {
  beforeEach(async () => {
    cwd = await makeDeployedFolder(remembered.test);
  });

  const ways: readonly (readonly [string, readonly string[], string | undefined])[] = [
    ["deploy", ["deploy", ...HERE], undefined],
    ["destroy without a terminal", ["destroy", ...HERE], undefined],
    ["destroy with flags to be repeated", ["destroy", "--keep-data", "--export", "a b.ndjson", ...HERE], undefined],
    ["rollback without an earlier release", ["rollback", "--yes", ...HERE], undefined],
    ["rollback without a terminal", ["rollback", "--to", "abcd1234", ...HERE], undefined],
    ["items clear without a terminal", ["items", "clear", ...HERE], undefined],
    ["items clear where it is disabled", ["items", "clear", "--yes", ...HERE], undefined],
    ["items get of an unknown item", ["items", "get", "019c0000-0000-7000-8000-000000000003", ...HERE], undefined],
    ["items add without a title", ["items", "add", "--completed", ...HERE], undefined],
    ["items delete with an invalid ID", ["items", "delete", "zz", ...HERE], undefined],
    ["items add of rejected items", ["items", "add", "-", "--completed", ...HERE], `ok\n${"x".repeat(501)}\n`],
    ["key show without a key", ["key", "show", ...HERE], undefined],
    ["key revoke without a terminal", ["key", "revoke", ...HERE], undefined],
    ["orphans", ["orphans", "--stage", NAMED.stage], undefined],
    ["orphans --remove without a terminal", ["orphans", "--remove", "--stage", NAMED.stage], undefined],
    ["logs of a stack that is not deployed", ["logs", "--app", NAMED.app, "--stage", "gone"], undefined],
    ["items list of a stack that is not deployed", ["items", "list", "--app", NAMED.app, "--stage", "gone"], undefined],
  ];

  test("deploy, which reports that the folder now targets another stack", async () => {
    const ran = await run(["deploy", ...HERE], { cwd });
    expect(ran.code).toBe(0);
    expect(ran.stderr).toMatch(
      /^This folder now targets shop-crm on the local cloud .* \(previously todo-api-dev\)\.$/m,
    );
    expect((await run(["items", "add", "of crm"], { cwd })).stderr).toMatch(/^shop-crm on/);
    expect((await run(["deploy"], { cwd })).stderr).not.toContain("now targets");
    expect((await run(["items", "list", "--app", "todo-api", "--stage", "dev"], { cwd })).stdout).not.toContain(
      "of crm",
    );
  });

  test.each(ways)("%s", async (_name, argv, stdin) => {
    const ran = await run(argv, { cwd, ...(stdin !== undefined && { stdin }) });
    const commands = suggested(ran).filter((command) => !/^todo-api (local|help)/.test(command));
    if (argv[0] !== "orphans") expect(commands.length, ran.stderr).toBeGreaterThan(0);
    const scope = argv.includes("gone") ? FULL.replace("--stage crm", "--stage gone") : FULL;
    for (const command of commands) {
      if (command.startsWith("todo-api orphans")) {
        expect(command).toContain(`--stage ${NAMED.stage}`);
        expect(command).toContain(`--local --region ${TEST_REGION}`);
        continue;
      }
      expect(command).toContain(scope);
      const { argv: again, file } = wordsOf(command.replace(" --follow", ""));
      const elsewhere = await makeDeployedFolder(remembered.test, { stage: "dev" });
      if (file !== undefined) {
        await mkdir(join(elsewhere, ".todo-api"), { recursive: true });
        await writeFile(join(elsewhere, file), await readFile(join(cwd, file)));
      }
      const isRead = /^todo-api (logs|status|plan|openapi|items (list|get)|rollback --list)/.test(command);
      const ran = await run(isRead ? again : [...again, "--help"], { cwd: elsewhere });
      if (isRead) expect(ran.stderr).toMatch(/^shop-(crm|gone) on the local cloud/);
      else expect(ran.code).toBe(0);
    }
  });

  test("a title that looks like an option is one word of the shell", async () => {
    const ran = await run(["items", "add", `--it's "$HOME"`, "today", ...HERE], { cwd });
    expect(ran.code).toBe(2);
    expect(suggested(ran)).toEqual([
      `todo-api items add ${FULL} -- '--it'\\''s "$HOME" today'`,
      "todo-api items add --help",
    ]);
  });

  const GIVEN = ["--completed", "--order", "-2"];
  test.each([
    [["-", "milk"], `--completed --order=-2 ${FULL} -- "- milk"`],
    [["-", "milk", "--format", "lines", "--again"], `--completed --order=-2 ${FULL} -- "- milk"`],
    [["-x", "milk"], `--completed --order=-2 ${FULL} -- "-x milk"`],
    [[], `--completed --order=-2 "Buy milk" ${FULL}`],
  ])("items add %j suggests a command with the given fields", async (words, expected) => {
    const ran = await run(["items", "add", ...words, ...GIVEN, ...HERE], { cwd });
    expect(ran.code).toBe(2);
    expect(suggested(ran)[0]).toBe(`todo-api items add ${expected}`);
  });

  test("flags that change what a command does are repeated", async () => {
    const ran = await run(["destroy", "--keep-data", "--export", "a b.ndjson", ...HERE], { cwd });
    expect(suggested(ran)).toEqual([
      `todo-api destroy --keep-data --export "a b.ndjson" --confirm shop-crm ${FULL}`,
      `todo-api destroy --keep-data --export "a b.ndjson" --yes ${FULL}`,
    ]);
  });

  test("the command that continues after a partial failure has the same flags", async () => {
    remembered.test.faults.set({ kind: "error-500", operation: "lambda:DeleteFunction", times: 200 });
    try {
      const ran = await run(["destroy", "--keep-data", "--yes", ...HERE], { cwd });
      expect(ran.code).toBe(7);
      expect(suggested(ran)).toContain(`todo-api destroy --yes --keep-data ${FULL}`);
      const [, counts = ""] = /error: (\d+ failed, .*?)\./.exec(ran.stderr) ?? [];
      const total = (counts.match(/\d+/g) ?? []).reduce((sum, count) => sum + Number(count), 0);
      expect(total, "as many as plan --destroy lists, without the kept table").toBe(15);
    } finally {
      remembered.test.faults.clear();
    }
    expect((await run(["items", "list"], { cwd })).code).toBe(0);
    expect((await run(["destroy", "--keep-data", "--yes", ...HERE], { cwd })).code).toBe(0);
    expect((await run(["items", "list"], { cwd })).code).toBe(0);
  });
});

describe("a folder from which nothing was deployed", () => {
  test.each([
    ["items", "list"],
    ["items", "add", "x"],
    ["status"],
    ["logs"],
    ["rollback", "--yes"],
    ["destroy", "--yes"],
  ])("%j lists the stacks of its local cloud, and changes none", async (...argv: readonly string[]) => {
    const folder = await makeDeployedFolder(remembered.test, { destroyed: argv[0] !== "destroy", stage: "old" });
    if (argv[0] === "destroy") await rm(join(folder, ".todo-api", "target.json"));
    remembered.test.forgetCalls();
    const ran = await run(argv, { cwd: folder });
    expect(ran).toMatchObject({ code: 5, stdout: "" });
    expect(ran.stderr).toContain("error: this folder has no record of a deployed stack. Stacks in its local cloud:\n");
    expect(ran.stderr).toMatch(/\n {2}todo-api-dev in eu-west-1 {2}http:\/\/127\.0\.0\.1:\d+\/dev\n/);
    expect(
      suggested(ran).some((command) => command.endsWith(`--app todo-api --stage dev --local --region ${TEST_REGION}`)),
    ).toBe(true);
    expect(remembered.test.calls()).toEqual([]);
  });

  test.each([["items", "list"], ["status"], ["logs"]])(
    "%j reports that if it has no local cloud",
    async (...argv: readonly string[]) => {
      const ran = await run([...argv, "--json"], { cwd: await makeFolder() });
      expect(ran).toMatchObject({ code: 5 });
      expect(JSON.parse(ran.stdout)).toMatchObject({ error: { code: "nothing-deployed", details: { running: [] } } });
    },
  );
});
