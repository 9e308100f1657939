import { describe, expect, test } from "vitest";
import { processIo } from "../../src/cli/process-io.ts";
import type { EngineEvent } from "../../src/engine/events.ts";
import { EXIT, TodoApiError } from "../../src/errors.ts";
import type { Io } from "../../src/io.ts";
import { canRedraw, usesColor } from "../../src/report/color.ts";
import { countsText } from "../../src/report/outcome-counts.ts";
import { startReporter } from "../../src/report/start-reporter.ts";
import { durationText } from "../../src/report/time-text.ts";

const TABLE = { id: "table", kind: "DynamoDB table", name: "todo-api-dev" };
const ROLE = { id: "role:read", kind: "IAM role", name: "todo-api-dev-read" };
const STORY: readonly EngineEvent[] = [
  { type: "resource.started", ...TABLE },
  { type: "resource.waiting", ...TABLE, reason: "the table to be active", milliseconds: 0 },
  { type: "resource.waiting", ...TABLE, reason: "the table to be active", milliseconds: 1_500 },
  { type: "resource.waiting", ...TABLE, reason: "the table to be active", milliseconds: 12_300 },
  { type: "resource.finished", ...TABLE, outcome: "created", changes: [], milliseconds: 3_612 },
  { type: "resource.finished", ...ROLE, outcome: "unchanged", changes: [], milliseconds: 20 },
  {
    type: "resource.finished",
    ...ROLE,
    outcome: "updated",
    changes: [{ field: "policy", from: 1, to: 2 }],
    milliseconds: 80,
  },
  { type: "resource.finished", ...ROLE, outcome: "kept", changes: [], milliseconds: 80 },
  { type: "resource.failed", ...ROLE, error: new TodoApiError("x", EXIT.failure, "It broke."), milliseconds: 125_000 },
  { type: "resource.skipped", ...ROLE, because: ["table"] },
];

test("prints each event as one line in a pipe, without color or redrawing", async () => {
  const fake = fakeIo({});
  await replay(fake.io, false);
  expect(fake.stderr()).toBe(
    [
      "Waiting  for the table to be active: DynamoDB table  todo-api-dev",
      "Waiting  for the table to be active (12.3s so far): DynamoDB table  todo-api-dev",
      "Created  DynamoDB table            todo-api-dev (3.6s)",
      "Updated  IAM role                  todo-api-dev-read: policy (0.1s)",
      "Kept     IAM role                  todo-api-dev-read: belongs to another owner (0.1s)",
      "Failed   IAM role                  todo-api-dev-read (2m 05s)",
      "Skipped  IAM role                  todo-api-dev-read: blocked by table",
      "",
    ].join("\n"),
  );
  expect(fake.stdout()).toBe("");
});

test("FORCE_COLOR colors the lines in a pipe", async () => {
  const fake = fakeIo({ FORCE_COLOR: "1" });
  await replay(fake.io, false);
  expect(fake.stderr()).toContain("\u001b[32mCreated\u001b[39m  DynamoDB table");
});

test("with --json every event is a line on stdout, and errors are documents", async () => {
  const fake = fakeIo({});
  await replay(fake.io, true);
  const events = fake
    .stdout()
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(events).toHaveLength(STORY.length - 1);
  expect(events[3]).toEqual({
    type: "resource.finished",
    ...TABLE,
    outcome: "created",
    changes: [],
    milliseconds: 3_612,
  });
  expect(events[7]).toMatchObject({ type: "resource.failed", error: { code: "x", message: "It broke." } });
  expect(fake.stderr()).toBe("");
});

describe("color and redrawing", () => {
  const terminal = { isTTY: true, columns: 80, write: () => {}, stream: process.stderr };
  const narrow = Object.create(process.stderr, { columns: { value: 80 } });
  const unknown = Object.create(process.stderr, { columns: { value: 0 } });

  test.each<[string, Record<string, string>, boolean, boolean]>([
    ["a terminal", {}, true, true],
    ["NO_COLOR", { NO_COLOR: "1" }, false, false],
    ["an empty NO_COLOR", { NO_COLOR: "" }, true, true],
    ["CI", { CI: "true" }, false, false],
    ["CI=false", { CI: "false" }, true, true],
    ["TERM=dumb", { TERM: "dumb" }, false, false],
    ["FORCE_COLOR over CI", { CI: "1", FORCE_COLOR: "1" }, true, false],
    ["FORCE_COLOR=0", { FORCE_COLOR: "0" }, false, true],
  ])("with %s", (_name, env, color, lively) => {
    expect(usesColor({ ...terminal, stream: narrow }, env)).toBe(color);
    expect(canRedraw({ ...terminal, stream: narrow }, env)).toBe(lively);
  });

  test("a terminal of unknown width is not redrawn", () => {
    expect(canRedraw({ ...terminal, stream: unknown }, {})).toBe(false);
  });

  test("without a terminal there is no color", () => {
    expect(usesColor({ ...terminal, isTTY: false }, {})).toBe(false);
  });
});

test.each([
  [0, "0.0s"],
  [1_249, "1.2s"],
  [99_499, "99.5s"],
  [100_000, "1m 40s"],
  [3_600_000, "60m 00s"],
])("prints %d ms as %s", (milliseconds, text) => {
  expect(durationText(milliseconds)).toBe(text);
});

test("prints the counts that are not zero, in order", () => {
  expect(countsText({ unchanged: 3, created: 1 }, ["created", "updated", "unchanged"])).toBe("1 created, 3 unchanged");
  expect(countsText({}, ["created"])).toBe("nothing to do");
});

async function replay(io: Io, json: boolean): Promise<void> {
  const reporter = await startReporter(io, json, "Deploying todo-api-dev");
  for (const event of STORY) reporter.listen(event);
  reporter.end();
}

function fakeIo(env: Record<string, string>) {
  const texts = { stdout: "", stderr: "" };
  const output = (name: keyof typeof texts) => ({
    isTTY: false,
    columns: 80,
    write(text: string) {
      texts[name] += text;
    },
  });
  const io: Io = { ...processIo(), env, stdout: output("stdout"), stderr: output("stderr") };
  return { io, stdout: () => texts.stdout, stderr: () => texts.stderr };
}
