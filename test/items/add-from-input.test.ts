import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { shippedModel } from "../../src/api/model/read-model.ts";
import { progressText } from "../../src/commands/items/add-progress.ts";
import { makeDeployedFolder } from "../support/deployed-folder.ts";
import { type Ran, type RunOptions, run, runBin } from "../support/run.ts";
import { answer, hangUp, type ScriptedAnswer, startServer } from "../support/scripted-server.ts";
import { simulatedTime } from "../support/simulated-time.ts";
import { startStack, type TestStack } from "../support/stack.ts";

const model = shippedModel("todo");

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

async function titles(): Promise<readonly string[]> {
  const { stdout } = await items(["list", "--json"]);
  return JSON.parse(stdout)
    .map(({ title }: { title: string }) => title)
    .sort();
}

describe("items add -", () => {
  test("adds each line, and prints the ids in the order of the input", async () => {
    const { code, stdout, stderr } = await add("Buy milk\n\nCall Ann\nBuy milk\n");
    expect({ code, stderr: stderr.split("\n").at(-2) }).toEqual({ code: 0, stderr: "Added 3 items." });
    const [, second = ""] = stdout.split("\n");
    expect((await items(["get", second])).stdout).toContain("title\tCall Ann\n");
    expect(await titles()).toEqual(["Buy milk", "Buy milk", "Call Ann"]);
  });

  test("adds nothing twice when the same input comes again, unless --again says so", async () => {
    const first = await add("one\ntwo\n", "--completed");
    const again = await add("one\ntwo\nthree\n", "--completed");
    expect(again.stdout.startsWith(first.stdout)).toBe(true);
    expect(again.stderr).toContain("Added 1 item; 2 were added by an earlier run of the same input");
    expect(await titles()).toEqual(["one", "three", "two"]);
    const document = JSON.parse((await add("one\n", "--completed", "--again", "--json")).stdout);
    expect(document).toEqual({ added: 1, addedBefore: 0, ids: [expect.any(String)] });
    expect(await titles()).toEqual(["one", "one", "three", "two"]);
  });

  test("adds again what was deleted since, as when an export is brought back", async () => {
    await add('title,completed,order\n"Eggs, ""free""",yes,-1\n Tea ,no,\n');
    const { stdout: csv } = await items(["export", "--format", "csv"]);
    const { stdout: lines } = await items(["export"]);
    for (const kept of [csv, lines]) {
      await items(["clear", "--yes"]);
      expect((await add(kept)).stderr).toContain("Added 2 items.");
      expect((await add(kept)).stderr).toContain("Added 0 items; 2 were added by an earlier run");
      expect(await titles()).toEqual(['Eggs, "free"', "Tea"]);
    }
  });

  test("goes on after what the API refuses, and keeps that in a file that can be mended and added", async () => {
    const long = "x".repeat(501);
    const csv = `title,order\nfine,1\n${long},2\n"also, fine",3\n`;
    const { code, stdout, stderr } = await add(csv);
    expect({ code, ids: stdout.trim().split("\n").length }).toEqual({ code: 7, ids: 2 });
    expect(stderr).toMatch(/error: 1 of 3 items was not added\.\n {2}line 3: 400 Bad Request: .*title.*\(request /);
    expect(stderr).toContain("What was not added is in .todo-api/failed.csv: mend it first.");
    expect(stderr).toMatch(/ {2}todo-api items add - .*--local .*< \.todo-api\/failed\.csv +# if you have mended it\n/);
    expect(stderr).not.toContain("todo-api logs");
    const failed = await readFile(join(cwd, ".todo-api", "failed.csv"), "utf8");
    expect(failed).toBe(`title,order\n${long},2\n`);
    expect((await add(failed.replace(long, "mended"))).code).toBe(0);
    expect(await titles()).toEqual(["also, fine", "fine", "mended"]);
  });

  test("says under --json what failed and where it is kept", async () => {
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
    ["a\n", ["-", "--failed", join("no-such-folder", "x")], "its folder does not exist"],
    ["a\n", ["-", "--format", "xml"], '"xml" is no --format'],
    ["a\n", ["-", "b"], "- reads items from standard input and takes no words"],
    ["\n \n", ["-"], "Standard input holds no items"],
    ['{"title":"a"}\n{"title":1,"colour":2}\n', ["-"], 'line 2: there is no field "colour"'],
    ["title,colour\nOk,red\n", ["-"], "It was read as CSV"],
    ['{"title":"N1"\n', ["-"], "--format lines reads one item per line"],
    ["title\n", ["-"], "Standard input holds no items. Nothing was added. It was read as CSV"],
  ])("refuses %j with %j, and adds nothing", async (stdin, argv, message) => {
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
      "Added 38 of 1,000 (4%), 2 failed, 2.0/s, 8 min 0 s left",
    ],
    [{ done: 9, failed: 0, total: 9, milliseconds: 100 }, "Added 9 of 9 (100%), 90/s, 0 s left"],
  ])("is shown in one line for %j", (counts, text) => {
    expect(progressText(counts)).toBe(text);
  });

  test("ends in a count, and prints no IDs", async () => {
    const { code, stdout, stderr } = await run(["items", "add", "-"], { cwd, stdin: "a\nb\n", stdoutIsTTY: true });
    expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
    expect(stderr).toContain("Added 2 items.");
  });
});

describe("items add - where the API is in trouble", () => {
  const soon = { now: () => Date.now(), sleep: async () => {} };
  const made = (title: string) => answer(201, { id: `id-of-${title}`, title });

  /** Runs it against a server that plays the API; the pauses are not made. */
  async function addAt(answers: readonly ScriptedAnswer[], stdin: string) {
    const server = await startServer(...answers);
    try {
      const folder = await makeDeployedFolder(deployed.test, { playedBy: server.url, model });
      const ran = await run(["items", "add", "-"], { cwd: folder, stdin, time: soon });
      return { ...ran, server, folder };
    } finally {
      await server.stop();
    }
  }

  test("is patient with throttling, faults and broken connections", async () => {
    const busy = answer(429, { title: "Too Many Requests" }, { "retry-after": "1" });
    const { code, stdout, server } = await addAt([busy, hangUp, answer(503, {}), made("a")], "a\n");
    expect({ code, stdout }).toEqual({ code: 0, stdout: "id-of-a\n" });
    expect(new Set(server.headers.map((headers) => headers["idempotency-key"])).size).toBe(1);
    expect(server.requests).toHaveLength(4);
  });

  test("keeps below the stage's limit, however many are under way", async () => {
    const time = simulatedTime();
    const arrivals: number[] = [];
    const arrived: ScriptedAnswer = (response) => {
      arrivals.push(time.now());
      made(`item ${arrivals.length}`)(response);
    };
    const server = await startServer(arrived);
    onTestFinished(server.stop);
    const settings = { throttle: "10/40" };
    const folder = await makeDeployedFolder(deployed.test, { playedBy: server.url, model, settings });
    const lines = Array.from({ length: 100 }, (_, index) => `item ${index}`);
    const { code, stderr } = await run(["items", "add", "-"], { cwd: folder, stdin: lines.join("\n"), time });
    expect(code).toBe(0);
    expect(stderr).toContain("Adding 100 to-do items takes about 13 s at 8 a second, below the stage's limit of 10");
    // A bucket of 40 that fills at 10 a second never runs empty.
    arrivals.reduce(
      (bucket, at, index) => {
        const left = Math.min(40, bucket.left + ((at - bucket.at) / 1000) * 10) - 1;
        expect(left, `request ${index + 1}`).toBeGreaterThanOrEqual(0);
        return { at, left };
      },
      { at: arrivals[0] ?? 0, left: 40 },
    );
  });

  test("stops when it does not end, and keeps all that was not added", async () => {
    const lines = Array.from({ length: 40 }, (_, index) => `item ${index}`);
    const { code, stdout, stderr, server, folder } = await addAt(
      [answer(503, { title: "Down" })],
      `${lines.join("\n")}\n`,
    );
    expect({ code, stdout }).toEqual({ code: 8, stdout: "" });
    expect(stderr).toContain("error: 40 of 40 items were not added.");
    expect(stderr).toContain("if you want to try what failed again\n");
    expect(stderr).not.toContain("mend");
    expect(stderr).toMatch(/\n {2}\d+ not sent or without an answer, from line \d+ on\n/);
    expect(server.requests.length).toBeLessThan(40 * 8);
    expect(await readFile(join(folder, ".todo-api", "failed.txt"), "utf8")).toBe(`${lines.join("\n")}\n`);
  });

  test.skipIf(process.platform === "win32")(
    "ends at Ctrl-C with what is under way, keeps the rest, and goes on when it is run again",
    async () => {
      const lines = Array.from({ length: 300 }, (_, index) => `item ${index}`);
      const stdin = `${lines.join("\n")}\n`;
      const argv = ["items", "add", "-"];
      const stopped = await runBin(argv, { cwd, stdin, whenStdoutHas: [{ text: "\n", signal: "SIGINT" }] });
      // Killed by its own SIGINT, which is what a shell calls 130, where a connection would have held it.
      expect(stopped.code === 130 || stopped.signal === "SIGINT").toBe(true);
      expect(stopped.stderr).toContain("running it again continues");
      const done = (await titles()).length;
      expect(done).toBeGreaterThan(0);
      expect(done).toBeLessThan(300);
      const kept = (await readFile(join(cwd, ".todo-api", "failed.txt"), "utf8")).trim().split("\n");
      expect(new Set([...(await titles()), ...kept])).toEqual(new Set(lines));
      expect((await add(stdin)).code).toBe(0);
      expect(await titles()).toEqual([...lines].sort());
    },
  );

  test("keeps all lines of one content, for their keys count them", async () => {
    const { folder } = await addAt(
      [made("a"), answer(400, { title: "No" }), answer(400, { title: "No" })],
      "a\na\nb\n",
    );
    const failed = await readFile(join(folder, ".todo-api", "failed.txt"), "utf8");
    expect(failed).toBe("a\na\nb\n");
  });
});
