import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { getBuiltInModel } from "../../src/api/model/read-model.ts";
import { progressText } from "../../src/commands/items/add-progress.ts";
import { notAddedError } from "../../src/commands/items/not-added-error.ts";
import { skippedTime } from "../support/client-time.ts";
import { makeDeployedFolder } from "../support/deployed-folder.ts";
import { type Ran, type RunOptions, run, runBin } from "../support/run.ts";
import { hangUp, respondWith, type ScriptedResponse, startServer } from "../support/scripted-server.ts";
import { simulatedTime } from "../support/simulated-time.ts";
import { startStack, type TestStack } from "../support/stack.ts";

const model = getBuiltInModel("todo");

let deployed: TestStack;
let cwd: string;

beforeAll(async () => {
  deployed = await startStack();
});
afterAll(() => deployed.stop());

beforeEach(async () => {
  cwd = await makeDeployedFolder(deployed.test, { apiUrl: deployed.apiUrl, model });
  await items(["clear", "--yes"]);
});

function items(argv: readonly string[], options: Partial<RunOptions> = {}): Promise<Ran> {
  return run(["items", ...argv], { cwd, ...options });
}

const add = (stdin: string, ...argv: readonly string[]) => items(["add", "-", ...argv], { stdin });

/** In the order of `items list`. */
async function titles(): Promise<readonly string[]> {
  const { stdout } = await items(["list", "--json"]);
  return JSON.parse(stdout).map(({ title }: { title: string }) => title);
}

/** The words of the suggested command that adds the failed file, and the file. */
function retryOf(stderr: string): { readonly argv: readonly string[]; readonly file: string } {
  const [, words = "", file = ""] = / {2}todo-api (items add - .*?) < (\S+)/.exec(stderr) ?? [];
  return { argv: words.split(" "), file };
}

describe("items add -", () => {
  test("adds each line, and prints the IDs in the order of the input", async () => {
    const { code, stdout, stderr } = await add("Buy milk\n\nCall Ann\nBuy milk\n");
    expect({ code, stderr: stderr.split("\n").at(-2) }).toEqual({ code: 0, stderr: "Added 3 items." });
    const [, second = ""] = stdout.split("\n");
    expect((await items(["get", second])).stdout).toContain("title\tCall Ann\n");
    expect(await titles()).toEqual(["Buy milk", "Call Ann", "Buy milk"]);
  });

  test("keeps the order of the input in the list", async () => {
    const lines = Array.from({ length: 60 }, (_, index) => `item ${(index * 37) % 60}`);
    expect((await add(lines.join("\n"))).code).toBe(0);
    expect(await titles()).toEqual(lines);
  });

  test("adds nothing twice when the same input is added again, unless --again is given", async () => {
    const first = await add("one\ntwo\n", "--completed");
    const again = await add("one\ntwo\n", "--completed");
    expect(again.stdout).toBe(first.stdout);
    expect(again.stderr).toContain(
      "Added 0 items; 2 more were added by an earlier run with the same input (--again adds them again).",
    );
    expect(await titles()).toEqual(["one", "two"]);
    const document = JSON.parse((await add("one\ntwo\n", "--completed", "--again", "--json")).stdout);
    expect(document).toEqual({ added: 2, addedBefore: 0, ids: [expect.any(String), expect.any(String)] });
    expect(await titles()).toEqual(["one", "two", "one", "two"]);
  });

  test.each([
    ["one more line", "milk\neggs\n", "milk\neggs\nbread\n"],
    ["one line fewer", "milk\neggs\n", "milk\n"],
    ["the same line alone", "eggs\nmilk\n", "milk\n"],
    ["the same lines in another order", "milk\neggs\n", "eggs\nmilk\n"],
    ["a line twice", "milk\n", "milk\nmilk\n"],
    ["another format and one more field", "milk\n", "title,completed\nmilk,true\n"],
  ])("adds every item of another input, although equal ones were added before: %s", async (_what, first, second) => {
    const titlesOf = (text: string) => text.trim().split("\n");
    await add(first);
    const { code, stderr } = await add(second);
    expect(code).toBe(0);
    expect(stderr).not.toContain("earlier run");
    const added = second.startsWith("title,") ? ["milk"] : titlesOf(second);
    expect(await titles()).toEqual([...titlesOf(first), ...added]);
  });

  test("adds items again that were deleted since, such as those of an export", async () => {
    await add('title,completed,order\n"Eggs, ""free""",yes,-1\n Tea ,no,\n');
    const { stdout: csv } = await items(["export", "--format", "csv"]);
    const { stdout: lines } = await items(["export"]);
    for (const kept of [csv, lines]) {
      await items(["clear", "--yes"]);
      expect((await add(kept)).stderr).toContain("Added 2 items.");
      expect((await add(kept)).stderr).toContain("Added 0 items; 2 more were added by an earlier run");
      expect(await titles()).toEqual(['Eggs, "free"', "Tea"]);
    }
  });

  test("adds the other items when one is rejected, and keeps that one in a file that can be fixed and added", async () => {
    const long = "x".repeat(501);
    const csv = `title,order\nfine,1\n${long},2\n"also, fine",3\n`;
    const { code, stdout, stderr } = await add(csv);
    expect({ code, ids: stdout.trim().split("\n").length }).toEqual({ code: 7, ids: 2 });
    expect(stderr).toMatch(/error: 1 of 3 items was not added\.\n {2}line 3: 400 Bad Request: .*title.*\(request /);
    const { argv, file } = retryOf(stderr);
    expect(file).toMatch(/^\.todo-api\/failed-[0-9a-f]{16}\.csv$/);
    expect(stderr).toContain(`Rejected rows are in ${file}; fix and add them.`);
    expect(argv).toContain("--local");
    expect(stderr).not.toContain("todo-api logs");
    const failed = await readFile(join(cwd, file), "utf8");
    expect(failed).toBe(`title,order\n${long},2\n`);
    const retried = await run(argv, { cwd, stdin: failed.replace(long, "fixed") });
    expect(retried.code).toBe(0);
    expect(await titles()).toEqual(["fine", "fixed", "also, fine"]);
  });

  test("removes the failed file once all of its rows are added, and keeps it until then", async () => {
    const { code, stderr } = await add(`fine\n${"x".repeat(501)}\n`);
    expect(code).toBe(7);
    const file = join(cwd, retryOf(stderr).file);
    expect((await add("other\n")).code).toBe(0);
    expect(existsSync(file)).toBe(true);
    await writeFile(file, "fixed\n");
    expect((await run(retryOf(stderr).argv, { cwd, stdin: await readFile(file) })).code).toBe(0);
    expect(existsSync(file)).toBe(false);
  });

  test("keeps the rejected rows of every input, and rows that the user fixed", async () => {
    const [one, other] = ["x", "y"].map((letter) => letter.repeat(501));
    const fileOf = async (text: string) => join(cwd, retryOf((await add(text)).stderr).file);
    const file = await fileOf(`fine\n${one}\n`);
    await fileOf(`${other}\n`);
    expect(await readFile(file, "utf8")).toBe(`${one}\n`);
    await writeFile(file, "fixed\n");
    const next = await fileOf(`fine\n${one}\n`);
    expect(await readFile(file, "utf8")).toBe("fixed\n");
    expect(await readFile(next, "utf8")).toBe(`${one}\n`);
    expect(await fileOf(`fine\n${one}\n`), "replaces a file that has only rows of this input").toBe(next);
  });

  test("rejects a --failed file that has other rows, and replaces the input itself", async () => {
    const [file, long] = [join(cwd, "rest.txt"), "x".repeat(501)];
    await writeFile(file, "precious\n");
    const refused = await add(`a\n${long}\n`, "--failed", "rest.txt");
    expect(refused).toMatchObject({
      code: 2,
      stdout: "",
      stderr: expect.stringContaining('--failed: "rest.txt" already exists and may contain other data'),
    });
    expect([await readFile(file, "utf8"), await titles()]).toEqual(["precious\n", []]);
    for (const text of ["", `\ufeffa\r\n${long}\r\n`]) {
      await writeFile(file, text);
      expect((await add(text || long, "--failed", "rest.txt")).code).toBe(text === "" ? 8 : 7);
      expect(await readFile(file, "utf8")).toBe(`${long}\n`);
    }
  });

  test("numbers the elements of a JSON array, and not lines", async () => {
    const unknown = await add('[{"title":"a"},{"titel":"b"}]');
    expect(unknown.stderr).toMatch(
      /error: 1 element of the input is invalid\. .*\n {2}element 2: unknown field "titel"/,
    );
    const long = await add(JSON.stringify([{ title: "a" }, { title: "x".repeat(501) }]));
    expect(long.stderr).toContain("\n  element 2: 400 Bad Request");
  });

  test("prints with --json what failed and the file with the rest", async () => {
    const { code, stdout } = await add(`a\n${"x".repeat(501)}\n`, "--json", "--failed", "rest.txt");
    const { error } = JSON.parse(stdout);
    expect({ code, error }).toMatchObject({
      code: 7,
      error: {
        code: "partly-added",
        next: [
          { command: expect.stringMatching(/^todo-api items add - --failed rest\.txt --format lines .*< rest\.txt$/) },
        ],
        details: {
          added: 1,
          addedBefore: 0,
          notSent: 0,
          failedFile: "rest.txt",
          ids: [expect.any(String)],
          failed: [{ line: 2, status: 400, errors: [{ pointer: "#/title" }], requestId: expect.any(String) }],
        },
      },
    });
    expect(await readFile(join(cwd, "rest.txt"), "utf8")).toBe(`${"x".repeat(501)}\n`);
  });

  test.each([
    ["a\n", ["-", "--failed", join("no-such-folder", "x")], 'the folder "no-such-folder" does not exist'],
    ["a\n", ["-", "--format", "xml"], '--format must be lines, ndjson, json or csv, not "xml"'],
    ["a\n", ["-", "--input-id", "abc"], '--input-id must be the ID that an earlier run printed, not "abc"'],
    ["a\n", ["-", "--input-id", "0123456789abcdef", "--again"], "--again and --input-id cannot be combined"],
    ["a\n", ["a", "--input-id", "0123456789abcdef"], "--input-id requires items from standard input"],
    ["a\n", ["-", "b"], '"-" reads items from standard input and cannot be combined with words'],
    ["\n \n", ["-"], "standard input contains no items"],
    ['{"title":"a"}\n{"title":1,"color":2}\n', ["-"], 'line 2: unknown field "color"'],
    ["title,color\nOk,red\n", ["-"], "The input was read as CSV"],
    ['{"title":"N1"\n', ["-"], "--format lines reads one item per line"],
    ["title\n", ["-"], "standard input contains no items. Nothing was added. The input was read as CSV"],
  ])("rejects %j with %j, and adds nothing", async (stdin, argv, message) => {
    const { code, stdout, stderr } = await items(["add", ...argv], { stdin });
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(message);
    expect(await titles()).toEqual([]);
  });
});

describe("the progress of items add - on a terminal", () => {
  test.each([
    [{ done: 0, failed: 0, total: 5_000, milliseconds: 0 }, "Added 0 of 5,000 (0%)"],
    [{ done: 3_120, failed: 0, total: 5_000, milliseconds: 7_610 }, "Added 3,120 of 5,000 (62%), 410/s, 5 s left"],
    [
      { done: 40, failed: 2, total: 1_000, milliseconds: 20_000 },
      "Added 38 of 1,000 (3%), 2 failed, 2.0/s, 8 min 0 s left",
    ],
    [{ done: 9, failed: 9, total: 9, milliseconds: 100 }, "Added 0 of 9 (0%), 9 failed, 90/s, 0 s left"],
    [{ done: 9, failed: 0, total: 9, milliseconds: 100 }, "Added 9 of 9 (100%), 90/s, 0 s left"],
  ])("is one line for %j", (counts, text) => {
    expect(progressText(counts)).toBe(text);
  });

  test("prints a count and no IDs", async () => {
    const { code, stdout, stderr } = await run(["items", "add", "-"], { cwd, stdin: "a\nb\n", stdoutIsTTY: true });
    expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
    expect(stderr).toContain("Added 2 items.");
  });
});

describe("items add - with a failing API", () => {
  const created = (title: string) => respondWith(201, { id: `id-of-${title}`, title });

  /** Runs the command against a server that simulates the API; pauses are skipped. */
  async function addAt(responses: readonly ScriptedResponse[], stdin: string) {
    const server = await startServer(...responses);
    try {
      const folder = await makeDeployedFolder(deployed.test, { simulatedBy: server.url, model });
      const ran = await run(["items", "add", "-"], { cwd: folder, stdin, time: skippedTime() });
      return { ...ran, server, folder };
    } finally {
      await server.stop();
    }
  }

  test("repeats requests after throttling, faults and broken connections", async () => {
    const busy = respondWith(429, { title: "Too Many Requests" }, { "retry-after": "1" });
    const { code, stdout, server } = await addAt([busy, hangUp, respondWith(503, {}), created("a")], "a\n");
    expect({ code, stdout }).toEqual({ code: 0, stdout: "id-of-a\n" });
    expect(new Set(server.headers.map((headers) => headers["idempotency-key"])).size).toBe(1);
    expect(server.requests).toHaveLength(4);
  });

  test("stays below the stage's limit", async () => {
    const time = simulatedTime();
    const arrivals: number[] = [];
    const arrived: ScriptedResponse = (response) => {
      arrivals.push(time.now());
      created(`item ${arrivals.length}`)(response);
    };
    const server = await startServer(arrived);
    onTestFinished(server.stop);
    const settings = { throttle: "10/40" };
    const folder = await makeDeployedFolder(deployed.test, { simulatedBy: server.url, model, settings });
    const lines = Array.from({ length: 100 }, (_, index) => `item ${index}`);
    const { code, stderr } = await run(["items", "add", "-"], { cwd: folder, stdin: lines.join("\n"), time });
    expect(code).toBe(0);
    expect(stderr).toContain(
      "Adding 100 to-do items takes at least 13 s at 8 per second, below the stage's limit of 10",
    );
    // A bucket of 40 that is filled at 10 a second never runs empty.
    arrivals.reduce(
      (bucket, at, index) => {
        const left = Math.min(40, bucket.left + ((at - bucket.at) / 1000) * 10) - 1;
        expect(left, `request ${index + 1}`).toBeGreaterThanOrEqual(0);
        return { at, left };
      },
      { at: arrivals[0] ?? 0, left: 40 },
    );
  });

  test("stops after consecutive failures, and keeps all items that were not added", async () => {
    const lines = Array.from({ length: 40 }, (_, index) => `item ${index}`);
    const { code, stdout, stderr, server, folder } = await addAt(
      [respondWith(503, { title: "Down" })],
      `${lines.join("\n")}\n`,
    );
    expect({ code, stdout }).toEqual({ code: 8, stdout: "" });
    expect(stderr).toContain("error: 40 of 40 items were not added.");
    const { file } = retryOf(stderr);
    expect(stderr).toContain(`The remaining rows are in ${file}.`);
    expect(stderr).toContain("\n  37 not sent or without a response, starting at line 4\n");
    expect(server.requests.length).toBeLessThan(40 * 8);
    expect(await readFile(join(folder, file), "utf8")).toBe(`${lines.join("\n")}\n`);
  });

  test.skipIf(process.platform === "win32")(
    "stops at Ctrl-C, keeps the rest, and adds exactly the missing items in order when it is run again",
    async () => {
      const lines = Array.from({ length: 300 }, (_, index) => `item ${index}`);
      const stdin = `${lines.join("\n")}\n`;
      const argv = ["items", "add", "-"];
      const stopped = await runBin(argv, { cwd, stdin, whenStdoutHas: [{ text: "\n", signal: "SIGINT" }] });
      // If a connection would keep the process alive, it ends itself with SIGINT, which a shell reports as 130.
      expect(stopped.code === 130 || stopped.signal === "SIGINT").toBe(true);
      expect(stopped.stderr).toContain("run the command again to continue");
      const done = (await titles()).length;
      expect(done).toBeGreaterThan(0);
      expect(done).toBeLessThan(300);
      const [, file = ""] = /The remaining rows are in (\S+)\.\n/.exec(stopped.stderr) ?? [];
      const kept = (await readFile(join(cwd, file), "utf8")).trim().split("\n");
      expect(new Set([...(await titles()), ...kept])).toEqual(new Set(lines));
      expect((await add(stdin)).code).toBe(0);
      expect(await titles()).toEqual(lines);
    },
  );

  test.each([[[]], [["--again"]]])("adds the failed file under the keys of the failed run, given %j", async (flags) => {
    const server = await startServer(respondWith(503, { title: "Down" }));
    onTestFinished(server.stop);
    const folder = await makeDeployedFolder(deployed.test, { simulatedBy: server.url, model });
    const ran = await run(["items", "add", "-", "--completed", ...flags], {
      cwd: folder,
      stdin: "a\na\nb\n",
      time: skippedTime(),
    });
    const keysOf = (from = 0) => server.headers.slice(from).map((headers) => headers["idempotency-key"]);
    const keys = new Set(keysOf());
    expect(keys.size).toBe(3);
    const { argv, file } = retryOf(ran.stderr);
    expect(argv).not.toContain("--again");
    const count = server.headers.length;
    await run(argv, { cwd: folder, stdin: await readFile(join(folder, file), "utf8"), time: skippedTime() });
    expect(new Set(keysOf(count))).toEqual(keys);
  });

  test("keeps all equal lines in the failed file, because their keys depend on their number", async () => {
    const { folder, stderr } = await addAt(
      [created("a"), respondWith(400, { title: "No" }), respondWith(400, { title: "No" })],
      "a\na\nb\n",
    );
    const failed = await readFile(join(folder, retryOf(stderr).file), "utf8");
    expect(failed).toBe("a\na\nb\n");
  });
});

test("refers to the failed file only if it was written", () => {
  const entry = { line: 1, text: "a", fields: {}, key: "k", content: "{}" };
  const file = { path: "/tmp/rest.txt", shown: "rest.txt", command: "todo-api items add - < rest.txt" };
  const { message, next, details } = notAddedError([{ entry }], { ...file, isSaved: false }, "line");
  expect(message).toMatch(/Added 0 items\. rest\.txt was not written\.$/);
  expect(next).toEqual([]);
  expect(details).not.toHaveProperty("failedFile");
  expect(notAddedError([{ entry }], { ...file, isSaved: true }, "line").next).toHaveLength(1);
});
