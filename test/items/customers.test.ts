import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { getBuiltInModel } from "../../src/api/model/read-model.ts";
import { makeDeployedFolder } from "../support/deployed-folder.ts";
import { type Ran, type RunOptions, run } from "../support/run.ts";
import { startStack, TEST_STACK, type TestStack } from "../support/stack.ts";

const ANN = ["Ann", "Lee", "--email", "ann@example.com"];

let deployed: TestStack;
let cwd: string;

beforeAll(async () => {
  deployed = await startStack(TEST_STACK, "customer");
});
afterAll(() => deployed.stop());

beforeEach(async () => {
  cwd = await makeDeployedFolder(deployed.test, { apiUrl: deployed.apiUrl, model: getBuiltInModel("customer") });
  await items(["clear", "--confirm", "todo-api-dev"]);
});

function items(argv: readonly string[], options: Partial<RunOptions> = {}): Promise<Ran> {
  return run(["items", ...argv], { cwd, ...options });
}

async function shown(id: string): Promise<unknown> {
  return JSON.parse((await items(["get", id, "--json"])).stdout);
}

describe("customers", () => {
  test("are added by fields, listed by columns and printed completely", async () => {
    const added = await items(["add", ...ANN, "--phone", "+1 555 0100", "--notes", "calls\nback"]);
    expect(added).toMatchObject({ code: 0, stderr: expect.stringContaining('Added "Ann Lee".\n') });
    const id = added.stdout.trim();
    const table = (await items(["list"], { stdoutIsTTY: true, env: { NO_COLOR: "1" } })).stdout;
    expect(table).toBe(`ID        NAME     EMAIL\n${id.slice(0, 8)}  Ann Lee  ann@example.com\n`);
    const line = (await items(["list"])).stdout;
    expect(line).toMatch(new RegExp(`^${id}\tAnn Lee\tann@example.com\t\\+1 555 0100\t\tcalls\\\\nback\t[^\t]+\n$`));
    const whole = (await items(["get", id], { stdoutIsTTY: true })).stdout;
    expect(whole).toContain("notes      calls\n           back\nversion    1\n");
  });

  test("are changed in the given fields, and --no- removes a field", async () => {
    const id = (await items(["add", ...ANN, "--company", "Lee & Co"])).stdout.trim();
    await items(["update", id, "--name", "Ann Lee-Fox", "--no-company"]);
    expect(await shown(id)).toEqual(
      expect.objectContaining({ name: "Ann Lee-Fox", email: "ann@example.com", version: 2 }),
    );
    expect(await shown(id)).not.toHaveProperty("company");
  });

  test("are changed only if they have the version of --if-match", async () => {
    const id = (await items(["add", ...ANN])).stdout.trim();
    expect((await items(["update", id, "--company", "A", "--if-match", "1"])).code).toBe(0);
    const late = await items(["update", id, "--company", "B", "--if-match", "1"]);
    expect(late).toMatchObject({ code: 8, stdout: "" });
    expect(late.stderr).toContain("412 Precondition Failed");
    expect(late.stderr).toContain(`todo-api items get ${id} `);
    expect(await shown(id)).toMatchObject({ company: "A" });
  });

  test.each([
    [["add", "Ann"], "error: --email is required\n\n  todo-api items add --email a@example.com --app "],
    [["add", ...ANN, "--compny", "x"], `unknown option "--compny" (did you mean "--company"?)`],
    [["add", ...ANN, "--completed"], 'unknown option "--completed"'],
    [["done", "019a1b2c"], 'the model "customer" has no boolean field "completed"'],
    [["update", "019a1b2c", "--no-email"], "email is required and cannot be removed"],
    [["list", "--sort", "title"], '--sort: unknown field "title"'],
  ])("reject %j", async (argv, message) => {
    const { code, stdout, stderr } = await items(argv);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(message);
  });

  test("are rejected with the API's faults of each field", async () => {
    const { code, stderr } = await items(["add", "Ann", "--email", "nobody", "--phone", "x".repeat(51)]);
    expect(code).toBe(8);
    expect(stderr).toMatch(/400 Bad Request: .*email.*phone/);
    // The error is complete; the logs contain no more.
    expect(stderr).not.toContain("todo-api logs");
  });

  test("are read from CSV by the names or labels of their fields", async () => {
    const csv = 'Email;Name;Notes\r\nann@example.com;"Lee; Ann";"one\r\ntwo"\r\n';
    expect((await items(["add", "-", "--company", "Lee & Co"], { stdin: csv })).code).toBe(0);
    const [ann] = JSON.parse((await items(["list", "--json", "name,company,notes"])).stdout);
    expect(ann).toEqual({ name: "Lee; Ann", company: "Lee & Co", notes: "one\r\ntwo" });
  });

  test("are described in the help of the folder that deployed them", async () => {
    const { stdout } = await items(["add", "--help"]);
    expect(stdout).toContain("--email <email>");
    expect(stdout).toContain('todo-api items add "Example customer" --email a@example.com\n');
    expect(stdout).not.toContain("--completed");
    expect((await items(["update", "--help"])).stdout).toContain('items update 01a20525-5abb --name "');
    expect((await run(["help", "items", "add"], { cwd })).stdout).toBe(stdout);
  });
});

describe("the model", () => {
  test("is looked up if the folder does not know it, and remembered", async () => {
    cwd = await makeDeployedFolder(deployed.test, { apiUrl: deployed.apiUrl });
    expect((await items(["add", ...ANN])).code).toBe(0);
    deployed.test.forgetCalls();
    expect((await items(["add", ...ANN])).code).toBe(0);
    expect(deployed.test.calls().filter(({ service }) => service === "lambda")).toEqual([]);
  });

  test("is looked up again if the remembered one lacks an option", async () => {
    cwd = await makeDeployedFolder(deployed.test, { apiUrl: deployed.apiUrl, model: getBuiltInModel("todo") });
    expect((await items(["add", ...ANN])).code).toBe(0);
    const memory = JSON.parse(await readFile(join(cwd, ".todo-api", "target.json"), "utf8"));
    expect(memory).toMatchObject({ model: { name: "customer" } });
    // The daemon provides the address, which can change.
    expect(memory).not.toHaveProperty("apiUrl");
  });

  test("of a missing stack is an error that suggests deploy", async () => {
    const { code, stderr } = await items(["add", ...ANN, "--stage", "crm"]);
    expect(code).toBe(5);
    expect(stderr).toContain("todo-api-crm is not deployed");
  });
});

describe("items export", () => {
  test("writes a complete file, and replaces an existing one only with --force", async () => {
    await items(["add", ...ANN, "--notes", 'says "hi"\nand bye']);
    const { code, stdout, stderr } = await items(["export", "-o", "kept.csv"]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
    expect(stderr).toContain("Wrote 1 item from todo-api-dev to kept.csv.");
    const kept = await readFile(join(cwd, "kept.csv"), "utf8");
    expect(kept).toMatch(/^id,name,email,phone,company,notes,version,createdAt,updatedAt\r\n[0-9a-f-]{36},Ann Lee,/);
    expect(kept).toContain('"says ""hi""\nand bye"');
    expect((await items(["export", "--json"])).stdout).toMatch(/^\{"id":/);
    await items(["clear", "--yes"]);
    expect(await items(["export", "--output", "kept.csv"])).toMatchObject({ code: 2, stdout: "" });
    expect(await readFile(join(cwd, "kept.csv"), "utf8")).toBe(kept);
    const { stdout: result } = await items(["export", "--output", "kept.csv", "--force", "--json"]);
    expect(JSON.parse(result)).toEqual({ items: 0, file: "kept.csv" });
    expect((await readFile(join(cwd, "kept.csv"), "utf8")).split("\r\n")).toHaveLength(2);
  });

  test("escapes formulas with --excel-safe", async () => {
    const formulas = ["=1+1", "+1", "-1", "@x"];
    for (const notes of formulas) await items(["add", ...ANN, "--notes", notes]);
    const { stdout } = await items(["export", "--format", "csv", "--excel-safe"]);
    for (const notes of formulas) expect(stdout).toContain(`'${notes}`);
    expect((await items(["export", "--format", "csv"])).stdout).not.toContain("'");
    expect(await items(["export", "--excel-safe"])).toMatchObject({ code: 2, stdout: "" });
    await items(["clear", "--yes"]);
  });

  test("leaves no partial file behind, and keeps the existing one", async () => {
    await writeFile(join(cwd, "kept.ndjson"), "before\n");
    await deployed.stopApi();
    try {
      expect((await items(["export", "-o", "new.ndjson"])).code).not.toBe(0);
      expect((await items(["export", "-o", "kept.ndjson", "--force"])).code).not.toBe(0);
    } finally {
      await deployed.startApi();
    }
    expect((await readdir(cwd)).sort()).toEqual([".todo-api", "kept.ndjson"]);
    expect(await readFile(join(cwd, "kept.ndjson"), "utf8")).toBe("before\n");
  });

  test.each([
    [["--format", "xml"], '--format must be ndjson or csv, not "xml"'],
    [["-o", join("no-such-folder", "x.csv")], "the folder no-such-folder does not exist"],
    [["-o", join("no-such-folder", "x.csv"), "--force"], "the folder no-such-folder does not exist"],
    [["-o", ".todo-api", "--force"], "it is a folder"],
  ])("rejects %j", async (argv, message) => {
    const { code, stderr } = await items(["export", ...argv]);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(message) });
  });
});

describe("items clear", () => {
  test("prompts for the stack's name, and prints how many items would be deleted", async () => {
    await items(["add", ...ANN]);
    await items(["add", ...ANN]);
    const wrong = await items(["clear"], { typed: ["yes"] });
    expect(wrong).toMatchObject({ code: 1, stdout: "" });
    expect(wrong.stderr).toContain("This permanently deletes all 2 customers in todo-api-dev.");
    expect((await items(["list"])).stdout.trim().split("\n")).toHaveLength(2);
    expect((await items(["clear"], { typed: ["todo-api-dev"] })).code).toBe(0);
    expect((await items(["list"])).stdout).toBe("");
  });

  test("explains why --yes is not enough for a protected stack", async () => {
    await items(["add", ...ANN]);
    const asked = await items(["clear", "--yes"], { typed: ["yes"], env: { TODO_API_PROTECT: "1" } });
    expect(asked.code).toBe(1);
    expect(asked.stderr).toContain(
      "todo-api-dev is protected; --yes is not enough.\nThis permanently deletes the only customer in todo-api-dev. Type",
    );
    expect((await items(["clear"], { typed: ["yes"] })).stderr).not.toContain("is protected");
    expect((await items(["list"])).stdout).not.toBe("");
  });

  test("requires a flag without a terminal", async () => {
    await items(["add", ...ANN]);
    const { code, stderr } = await items(["clear"]);
    expect(code).toBe(2);
    expect(stderr).toContain("todo-api items clear --confirm todo-api-dev");
    expect((await items(["clear", "--confirm", "todo-api-prod"])).code).toBe(2);
    expect((await items(["list"])).stdout).not.toBe("");
    expect(JSON.parse((await items(["clear", "--yes", "--json"])).stdout)).toEqual({ cleared: true });
  });
});
