import { PutItemCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { toRecord } from "../../handlers/item.ts";
import { getBuiltInModel } from "../../src/api/model/read-model.ts";
import { makeDeployedFolder } from "../support/deployed-folder.ts";
import { type Ran, type RunOptions, run } from "../support/run.ts";
import { respondWith, startServer } from "../support/scripted-server.ts";
import { startStack, type TestStack } from "../support/stack.ts";

const FIRST_LINE = "todo-api-dev on the local cloud (.todo-api/local), region eu-west-1 (from the last deploy)\n";
const AT = "2026-01-02T03:04:05.678Z";
const MILK = "019a1b2c-0000-7000-8000-000000000001";
const RENT = "019a1b2c-0000-7000-8000-000000000002";
const OTHER = "019b0000-0000-7000-8000-000000000003";

const TODO = getBuiltInModel("todo");

let deployed: TestStack;
let cwd: string;

beforeAll(async () => {
  deployed = await startStack();
});
afterAll(() => deployed.stop());

beforeEach(async () => {
  cwd = await makeDeployedFolder(deployed.test, { apiUrl: deployed.apiUrl, model: TODO });
  const { stdout } = await items(["list"]);
  const ids = [...stdout.matchAll(/^[^\t]+/gm)].map(([id]) => id);
  if (ids.length > 0) await items(["delete", ...ids]);
});

function items(argv: readonly string[], options: Partial<RunOptions> = {}): Promise<Ran> {
  return run(["items", ...argv], { cwd, ...options });
}

/** Puts an item into the table as the functions do, whatever its title. */
async function put(id: string, title: string, completed = false): Promise<void> {
  const record = toRecord({ id, fields: { title, completed }, version: 1, createdAt: AT, updatedAt: AT });
  await deployed.cloud.dynamodb.send(new PutItemCommand({ TableName: "todo-api-dev", Item: { ...record } }));
}

describe("items add", () => {
  test("prints only the new item's ID to stdout", async () => {
    const added = await items(["add", "Buy", "milk"]);
    expect(added).toMatchObject({ code: 0, stderr: `${FIRST_LINE}Added "Buy milk".\n` });
    expect(added.stdout).toMatch(/^[0-9a-f-]{36}\n$/);
    const shown = await items(["get", added.stdout.trim(), "--json"]);
    expect(JSON.parse(shown.stdout)).toMatchObject({ title: "Buy milk", completed: false });
  });

  test("accepts --completed and --order, and prints the item with --json", async () => {
    const { code, stdout, stderr } = await items(["add", "Buy milk", "--completed", "--order", "2.5", "--json"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const item = JSON.parse(stdout);
    expect(item).toMatchObject({ title: "Buy milk", completed: true, order: 2.5 });
    expect(item.url).toBe(`${deployed.apiUrl}/items/${item.id}`);
  });

  test.each([
    [["x", "--order", "soon"], 'error: --order must be a number, not "soon"'],
    [["x", "--order"], "--order requires a value"],
    [["x", "--titel", "y"], `unknown option "--titel" (did you mean "--title"?)`],
    [["x", "--titel", "y"], "  todo-api items add --help "],
    [["x", "--title", "y"], "title is given twice"],
    [["--completed"], 'error: --title is required\n\n  todo-api items add --completed "Buy milk" --app '],
    [["x", "--failed", "y"], "--failed requires items from standard input"],
    [
      ["--title", "--completed"],
      "--title requires a value; --completed is an option; to use it as the value, write --title=--completed\n",
    ],
    [["-", "foo", "--title", "x"], "title is given twice: with --title and as words\n"],
    [["-", "-", "--title", "x"], "title is given twice: with --title and as words\n"],
    [["x", "--completed", "--no-completed"], "--completed and --no-completed cannot be combined"],
    [["x", "--order", "1", "--order", "2"], '--order is given twice, as "1" and "2"'],
  ])("rejects %j, and sends nothing", async (argv, message) => {
    const { code, stdout, stderr } = await items(["add", ...argv]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(message);
    expect((await items(["list"])).stdout).toBe("");
  });

  test("accepts a value that looks like an option after an equals sign, and an option that is repeated", async () => {
    const { stdout } = await items(["add", "--title=--completed", "--json", "--order", "1", "--json", "--order", "1"]);
    expect(JSON.parse(stdout)).toMatchObject({ title: "--completed", completed: false, order: 1 });
  });

  test.each(["-y", "--force", "-o"])(
    "accepts %s as a value, because only other commands have that option",
    async (title) => {
      const { stdout } = await items(["add", "--title", title]);
      expect((await items(["get", stdout.trim(), "title", "--json"])).stdout).toContain(JSON.stringify(title));
      await items(["update", stdout.trim(), "--title", "x"]);
      expect((await items(["update", stdout.trim(), "--title", title])).code).toBe(0);
    },
  );

  test("suggests how to add text that starts with a dash", async () => {
    const { code, stderr } = await items(["add", "-x", "degrees", "--completed"]);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('error: unknown option "-x"\n') });
    expect(stderr).toMatch(
      /\n {2}todo-api items add --completed .* -- "-x degrees" +# add text that starts with a dash\n/,
    );
  });

  test.each([[["Buy milk", "--oder", "2"]], [["--title", "Buy milk", "-x"]], [["--title=-", "-x"]], [["-", "-x"]]])(
    "suggests no text for the wrong option in %j",
    async (argv) => {
      const { code, stderr } = await items(["add", ...argv]);
      expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining("error: unknown option") });
      expect(stderr).not.toContain(" -- ");
    },
  );

  test("treats everything after -- as words", async () => {
    const { stdout } = await items(["add", "--completed", "--json", "--", "--order", "milk"]);
    expect(JSON.parse(stdout)).toMatchObject({ title: "--order milk", completed: true });
  });

  test("rejects an order that is not a number, before any call", async () => {
    deployed.test.forgetCalls();
    const { code, stderr } = await items(["add", "x", "--order", "soon"]);
    expect(code).toBe(2);
    expect(deployed.test.calls()).toEqual([]);
    expect(stderr).toContain('error: --order must be a number, not "soon"');
  });

  test("prints the API's reason and the request ID", async () => {
    const { code, stdout, stderr } = await items(["add", "  "]);
    expect({ code, stdout }).toEqual({ code: 8, stdout: "" });
    expect(stderr).toMatch(
      /error: could not add the item: the API returned 400 Bad Request: .*title must .* \(request [0-9a-f-]{36}\)/,
    );
    const json = JSON.parse((await items(["add", "  ", "--json"])).stdout);
    expect(json.error).toMatchObject({
      code: "api-error",
      details: { status: 400, title: "Bad Request", errors: [{ pointer: "#/title" }] },
    });
  });
});

describe("items list", () => {
  test("prints a hint to stderr if there are no items, and an empty array with --json", async () => {
    expect(await items(["list"])).toEqual({
      code: 0,
      stdout: "",
      stderr: `${FIRST_LINE}No items.\n\n  todo-api items add "Buy milk" --app todo-api --stage dev --local --region eu-west-1   # add an item\n`,
    });
    expect(await items(["list", "--json"])).toEqual({ code: 0, stdout: "[]\n", stderr: "" });
  });

  test("prints tab-separated lines to a pipe and a table to a terminal", async () => {
    await put(MILK, "Buy milk");
    await put(OTHER, "Pay the rent", true);
    expect((await items(["list"])).stdout).toBe(
      `${MILK}\tBuy milk\tfalse\t\t${AT}\n${OTHER}\tPay the rent\ttrue\t\t${AT}\n`,
    );
    const { stdout } = await items(["list"], { stdoutIsTTY: true, env: { NO_COLOR: "1" } });
    expect(stdout).toBe("ID        DONE  TITLE\n019a1b2c        Buy milk\n019b0000  ✔     Pay the rent\n");
  });

  test("uses color only on a terminal", async () => {
    await put(MILK, "Buy milk", true);
    expect((await items(["list"], { stdoutIsTTY: true })).stdout).toContain("\x1b[32m✔");
    expect((await items(["list"])).stdout).not.toContain("\x1b");
    expect((await items(["list", "--no-color"], { stdoutIsTTY: true })).stdout).not.toContain("\x1b");
  });

  test("never prints a title's control characters", async () => {
    await put(MILK, "\x1b]0;owned\x07\u009b2J\n\u202e");
    const ways: readonly (readonly [string[], boolean])[] = [
      [["list"], true],
      [["list"], false],
      [["list", "--json"], true],
      [["get", MILK], true],
      [["get", MILK, "--json"], false],
    ];
    for (const [argv, stdoutIsTTY] of ways) {
      const { code, stdout } = await items(argv, { stdoutIsTTY, env: { NO_COLOR: "1" } });
      expect(code).toBe(0);
      expect(stdout).toContain("owned");
      expect(stdout.replaceAll(/[\t\n]/g, "")).not.toMatch(/[\p{Cc}\u202e]/u);
    }
  });

  test("prints at most --limit items", async () => {
    await put(MILK, "Buy milk");
    await put(RENT, "Pay the rent");
    expect((await items(["list", "--limit", "1"])).stdout).toBe(`${MILK}\tBuy milk\tfalse\t\t${AT}\n`);
    expect((await items(["list", "--limit", "0"])).code).toBe(2);
  });
});

describe("items list with filters", () => {
  beforeEach(async () => {
    await put(MILK, "Buy milk");
    await put(RENT, "Pay the rent", true);
    await put(OTHER, "Call home");
  });
  const ids = async (...argv: readonly string[]) => {
    const { stdout } = await items(["list", ...argv]);
    return [...stdout.matchAll(/^[^\t]+/gm)].map(([id]) => id);
  };

  test("prints completed or open items, sorted", async () => {
    expect(await ids("--completed")).toEqual([RENT]);
    expect(await ids("--no-completed", "--sort", "title:desc")).toEqual([OTHER, MILK]);
    expect(await ids("--sort", "title", "--limit", "1")).toEqual([MILK]);
    await items(["delete", RENT]);
    const none = await items(["list", "--completed"]);
    expect(none).toMatchObject({ code: 0, stdout: "", stderr: `${FIRST_LINE}No items match.\n` });
  });

  test("prints the fields named after --json, null for a missing one", async () => {
    const { stdout } = await items(["list", "--json", "title,order", "--completed"]);
    expect(JSON.parse(stdout)).toEqual([{ title: "Pay the rent", order: null }]);
    expect(JSON.parse((await items(["get", MILK, "--json", "id"])).stdout)).toEqual({ id: MILK });
  });

  test.each([
    [["--json", "titel"], '--json: unknown field "titel" (did you mean "title"?)'],
    [["titel"], 'unexpected argument "titel"'],
    [["--all", "--limit", "2"], "--limit and --all cannot be combined"],
    [["--sort", "color"], '--sort: unknown field "color"'],
    [["--titel"], 'unknown option "--titel"'],
  ])("rejects %j", async (argv, message) => {
    const { code, stdout, stderr } = await items(["list", ...argv]);
    expect(code).toBe(2);
    expect(stdout + stderr).toContain(argv[0] === "--json" ? message.replaceAll('"', '\\"') : message);
  });

  test("prints the first hundred on a terminal and that there are more; otherwise all", async () => {
    const lines = Array.from({ length: 99 }, (_, index) => `item ${index}`);
    await items(["add", "-"], { stdin: lines.join("\n") });
    const rows = async (...argv: readonly string[]) => {
      const { stdout, stderr } = await items(["list", ...argv], { stdoutIsTTY: true });
      return { rows: stdout.trim().split("\n").length - 1, stderr };
    };
    expect(await rows()).toEqual({
      rows: 100,
      stderr: `${FIRST_LINE}Showing the first 100 items; use --all to list all of them.\n`,
    });
    expect(await rows("--sort", "title")).toMatchObject({
      rows: 100,
      stderr: expect.stringContaining("Showing the first "),
    });
    expect(await rows("--all")).toEqual({ rows: 102, stderr: FIRST_LINE });
    expect(await ids()).toHaveLength(102);
  });
});

describe("items done, undone and delete of several items", () => {
  beforeEach(async () => {
    await put(MILK, "Buy milk");
    await put(RENT, "Pay the rent");
    await put(OTHER, "Call home");
  });

  test("mark them and print their IDs", async () => {
    const done = await items(["done", MILK, "019b"]);
    expect(done).toEqual({
      code: 0,
      stdout: `${MILK}\n${OTHER}\n`,
      stderr: `${FIRST_LINE}Done: "Buy milk".\nDone: "Call home".\n`,
    });
    const undone = JSON.parse((await items(["undone", "019b0000", "--json"])).stdout);
    expect(undone).toMatchObject([{ id: OTHER, completed: false, version: 3 }]);
  });

  test("change none if one ID is ambiguous, and change each only once", async () => {
    expect(await items(["delete", OTHER, "019a1b2c"])).toMatchObject({ code: 2, stdout: "" });
    expect(await items(["rm", "019b", OTHER, "019b00"])).toMatchObject({ code: 0, stdout: `${OTHER}\n` });
    expect((await items(["list"])).stdout.trim().split("\n")).toHaveLength(2);
  });

  test("continue after a failed one, and report it", async () => {
    const missing = "019c0000-0000-7000-8000-000000000003";
    const { code, stdout, stderr } = await items(["done", MILK, missing, RENT]);
    expect({ code, stdout }).toEqual({ code: 7, stdout: `${MILK}\n${RENT}\n` });
    expect(stderr).toContain(
      `error: 1 of 3 items failed:\n  ${missing}  could not update the item: the API returned 404`,
    );
    const { error } = JSON.parse((await items(["delete", missing, MILK, "--json"])).stdout);
    expect(error).toMatchObject({
      code: "partly-done",
      details: { done: [{ id: MILK, deleted: true }], failed: [{ id: missing, status: 404 }] },
    });
  });
});

test("items clear suggests how to allow it where it is disabled", async () => {
  const off = respondWith(405, { title: "Method Not Allowed", status: 405, detail: "No." }, { allow: "GET, POST" });
  const server = await startServer(off);
  try {
    cwd = await makeDeployedFolder(deployed.test, { simulatedBy: server.url, model: TODO });
    const { code, stderr } = await items(["clear", "--yes"]);
    expect(code).toBe(8);
    expect(stderr).toContain("error: clearing is disabled for todo-api-dev");
    expect(stderr).toContain("todo-api deploy --allow-clear");
    expect(server.requests).toEqual(["DELETE /items"]);
  } finally {
    await server.stop();
  }
});

test("items clear checks that before it prompts", async () => {
  const server = await startServer(respondWith(200, []), respondWith(204, {}, { allow: "GET, POST, OPTIONS" }));
  try {
    cwd = await makeDeployedFolder(deployed.test, { simulatedBy: server.url, model: TODO });
    const { code, stderr } = await items(["clear"], { typed: ["todo-api-dev"] });
    expect(code).toBe(8);
    expect(stderr).toContain("\u001b[31merror:\u001b[39m clearing is disabled for todo-api-dev");
    expect(stderr).not.toContain("Type the stack name");
    expect(server.requests).toEqual(["GET /items?limit=1000", "OPTIONS /items"]);
  } finally {
    await server.stop();
  }
});

describe("items get, update and delete", () => {
  beforeEach(async () => {
    await put(MILK, "Buy milk");
    await put(RENT, "Pay the rent");
    await put(OTHER, "Call home");
  });

  test("accept a unique prefix of an ID, even in capitals", async () => {
    expect((await items(["get", "019B"])).stdout).toContain("title\tCall home\n");
    expect((await items(["update", "019b0", "--completed"])).stdout).toBe(`${OTHER}\n`);
    expect((await items(["delete", "019b0000-"])).stdout).toBe(`${OTHER}\n`);
    expect((await items(["list"])).stdout).not.toContain(OTHER);
  });

  test("list the candidates of an ambiguous prefix, and change none", async () => {
    const { code, stdout, stderr } = await items(["delete", "019a1b2c"]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(`"019a1b2c" matches 2 items`);
    expect(stderr).toContain(`  ${MILK}  Buy milk\n  ${RENT}  Pay the rent\n`);
    const json = JSON.parse((await items(["delete", "019a1b2c", "--json"])).stdout);
    expect(json.error.details.candidates).toEqual([
      { id: MILK, title: "Buy milk" },
      { id: RENT, title: "Pay the rent" },
    ]);
    expect((await items(["list"])).stdout.trim().split("\n")).toHaveLength(3);
  });

  test.each([
    ["is too short", "019", 2],
    ["is not an ID", "milk", 2],
    ["contains a path", "../x", 2],
    ["matches no item", "ffff", 8],
    ["is complete, but matches no item", "019c0000-0000-7000-8000-000000000003", 8],
  ])("reject an ID that %s", async (_, id, code) => {
    for (const argv of [
      ["get", id],
      ["delete", id],
      ["update", id, "--completed"],
    ]) {
      expect(await items(argv)).toMatchObject({
        code,
        stdout: "",
        stderr: expect.stringContaining("todo-api items list"),
      });
    }
  });

  test("update changes only the given fields", async () => {
    await items(["update", MILK, "--completed", "--order", "-3"]);
    const { stdout, stderr } = await items(["update", MILK, "--title", "Buy oat milk"]);
    expect({ stdout, stderr }).toEqual({ stdout: `${MILK}\n`, stderr: `${FIRST_LINE}Updated "Buy oat milk".\n` });
    const changed = JSON.parse((await items(["get", MILK, "--json"])).stdout);
    expect(changed).toMatchObject({ title: "Buy oat milk", completed: true, order: -3 });
    const undone = JSON.parse((await items(["update", MILK, "--no-completed", "--no-order", "--json"])).stdout);
    expect(undone).toMatchObject({ title: "Buy oat milk", completed: false });
    expect(undone).not.toHaveProperty("order");
  });

  test("update requires a field to change", async () => {
    const { code, stderr } = await items(["update", MILK]);
    expect(code).toBe(2);
    expect(stderr).toContain("error: nothing to change; give at least one of");
  });

  test("delete prints with --json what was deleted", async () => {
    expect(JSON.parse((await items(["delete", MILK, "--json"])).stdout)).toEqual([{ id: MILK, deleted: true }]);
  });
});

describe("the API's URL", () => {
  test("comes from the local cloud, without an AWS call", async () => {
    deployed.test.forgetCalls();
    expect((await items(["list"])).code).toBe(0);
    const calls = deployed.test.calls().filter(({ service }) => service !== "dynamodb" && service !== "logs");
    expect(calls).toEqual([]);
  });

  test.each([
    "http://127.0.0.1:9/dev",
    "https://attacker.example/dev",
    "https://abc123.execute-api.eu-west-1.amazonaws.com/dev",
  ])("is read from the cloud, whatever the folder remembers: %s", async (apiUrl) => {
    cwd = await makeDeployedFolder(deployed.test, { apiUrl });
    expect((await items(["add", "my secret"])).code).toBe(0);
    expect((await items(["list"])).stdout).toContain("my secret");
  });

  test("is that of a copied folder's own local cloud, not of the original folder", async () => {
    const original = await startStack();
    try {
      cwd = await makeDeployedFolder(deployed.test, { apiUrl: original.apiUrl });
      expect((await items(["add", "of the copy"])).code).toBe(0);
      expect(await (await fetch(`${original.apiUrl}/items`)).json()).toEqual([]);
    } finally {
      await original.stop();
    }
  });

  test("is not found when nothing is deployed", async () => {
    const { code, stdout, stderr } = await items(["list", "--stage", "prod"]);
    expect({ code, stdout }).toEqual({ code: 5, stdout: "" });
    expect(stderr).toContain("error: todo-api-prod is not deployed");
    expect(stderr).toContain("todo-api deploy");
  });

  test("that does not respond is reported", async () => {
    await deployed.stopApi();
    try {
      const { code, stdout } = await items(["list", "--json"]);
      expect({ code, ...JSON.parse(stdout) }).toMatchObject({ code: 1, error: { code: "local-cloud" } });
    } finally {
      await deployed.startApi();
    }
  });
});
