import { createServer } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { processIo } from "../../src/cli/process-io.ts";
import { interruptible } from "../../src/commands/interruptible.ts";
import { readDaemonRecord } from "../../src/daemon/daemon-record.ts";
import { EXIT } from "../../src/errors.ts";
import { localCloudFolder } from "../../src/files/state-folder.ts";
import type { Interruption, Io } from "../../src/io.ts";
import type { JournalEntry } from "../../src/local/request/journal.ts";
import { makeFolder, run, runBin } from "../support/run.ts";

const isWindows = process.platform === "win32";

test.skipIf(isWindows).each([
  ["deploy", "Stopping; run the command again to continue."],
  ["logs", "Stopping."],
])(
  "Ctrl-C ends a %s that hangs in the network, reports that immediately, and exits with 130",
  async (command, printed) => {
    const { code, signal, stderr } = await interruptHanging([command]);
    // If a pending request would keep the process alive, it ends itself with SIGINT, which a shell reports as 130.
    expect(code === EXIT.interrupted || signal === "SIGINT").toBe(true);
    expect(stderr).toContain(`\n${printed} Press Ctrl-C again to exit immediately.\n`);
    expect(stderr).not.toContain("error:");
  },
);

test.skipIf(isWindows)("logs --follow exits 0 on Ctrl-C, even if the network hangs", async () => {
  const { code, signal, stdout, stderr } = await interruptHanging(["logs", "--follow"]);
  expect({ code, signal, stdout }).toEqual({ code: EXIT.ok, signal: null, stdout: "" });
  expect(stderr.trimEnd().split("\n")).toEqual([expect.stringMatching(/^todo-api-dev on http:/)]);
});

test.skipIf(isWindows)("a deploy completes what an interrupted one left unfinished", async () => {
  const cwd = await makeFolder();
  const whenStdoutHas = { text: '"created"', signal: "SIGINT" } as const;
  const stopped = await runBin(["deploy", "--local", "--json"], { cwd, whenStdoutHas });
  expect(stopped.stderr).toContain("Stopping");
  expect(stopped.stderr).not.toContain("error:");
  expect(await run(["deploy", "--local"], { cwd })).toMatchObject({ code: EXIT.ok });
  expect(await run(["status"], { cwd })).toMatchObject({ code: EXIT.ok });
});

test.skipIf(isWindows)("a call in flight at Ctrl-C takes effect, and no other call starts", async () => {
  const cwd = await startedCloud(["slow", "--operation", "CreateTable", "--seconds", "1"]);
  const stopped = await runBin(["deploy", "--local"], { cwd, whenStderrHas: { text: "Created", signal: "SIGINT" } });
  expect(stopped).toMatchObject({ code: EXIT.interrupted, stdout: "" });
  expect(stopped.stderr).toMatch(/\nStopped: .*\. Run the command again to continue\.\n$/);
  expect(stopped.stderr).not.toMatch(/error:|Failed/);
  const counts = /\nStopped: (.*)\./.exec(stopped.stderr)?.[1]?.match(/\d+/g) ?? [];
  const total = counts.reduce((sum, count) => sum + Number(count), 0);
  expect(total, "as many as plan, status and a finished deploy count").toBe(23);
  const [slow, ...after] = (await callsOf(cwd)).slice((await callsOf(cwd)).findIndex(({ fault }) => fault === "slow"));
  expect(slow).toMatchObject({ operation: "CreateTable", status: 200 });
  const respondedAt = (slow?.startedAt ?? 0) + 1000;
  expect(after.filter(({ startedAt }) => startedAt > respondedAt)).toEqual([]);
  expect(await run(["deploy", "--local"], { cwd })).toMatchObject({ code: EXIT.ok });
  expect(await run(["status"], { cwd })).toMatchObject({ code: EXIT.ok });
});

test.skipIf(isWindows)("Ctrl-C ends a deploy in time even if a call in flight does not end", async () => {
  const cwd = await startedCloud(["slow", "--operation", "CreateTable", "--seconds", "60"]);
  const stopped = await runBin(["deploy", "--local"], { cwd, whenStderrHas: { text: "Created", signal: "SIGINT" } });
  expect(stopped.code === EXIT.interrupted || stopped.signal === "SIGINT").toBe(true);
  expect(stopped.stderr).toContain("run the command again to continue");
});

test.skipIf(isWindows)("the second Ctrl-C ends the process immediately", async () => {
  const cwd = await startedCloud(["slow", "--operation", "CreateTable", "--seconds", "60"]);
  const stopped = await runBin(["deploy", "--local"], {
    cwd,
    whenStderrHas: [
      { text: "Created", signal: "SIGINT" },
      { text: "Stopping", signal: "SIGINT" },
    ],
  });
  expect(stopped).toMatchObject({ signal: "SIGINT" });
  expect(stopped.stderr).not.toContain("Stopped:");
});

test.skipIf(isWindows)("Ctrl-C ends a wait immediately", async () => {
  const cwd = await startedCloud(["throttle", "--operation", "CreateRestApi", "--seconds", "30"]);
  const stopped = await runBin(["deploy", "--local"], {
    cwd,
    whenStderrHas: { text: "for API Gateway to accept more calls (throttled)", signal: "SIGINT" },
  });
  expect(stopped).toMatchObject({ code: EXIT.interrupted, signal: null });
  expect(stopped.stderr).toMatch(/\nStopped: .*\. Run the command again to continue\.\n$/);
});

test.skipIf(isWindows)(
  "a killed deploy is remembered, finished by the next one, and removed completely by destroy",
  async () => {
    const cwd = await makeFolder();
    const killed = await runBin(["deploy", "--local"], { cwd, whenStderrHas: { text: "Created", signal: "SIGKILL" } });
    expect(killed).toMatchObject({ signal: "SIGKILL" });
    expect(await run(["status"], { cwd })).toMatchObject({ stdout: expect.stringContaining("todo-api-dev") });
    expect(await run(["deploy"], { cwd })).toMatchObject({ code: EXIT.ok });
    expect(await run(["status"], { cwd })).toMatchObject({ code: EXIT.ok });
    const again = await runBin(["destroy", "--local", "--yes"], {
      cwd,
      whenStderrHas: { text: "Removed", signal: "SIGKILL" },
    });
    expect(again).toMatchObject({ signal: "SIGKILL" });
    expect(await run(["destroy", "--local", "--yes"], { cwd })).toMatchObject({ code: EXIT.ok });
  },
);

test("a command that succeeds after Ctrl-C exits as interrupted", async () => {
  const fake = fakeSignals();
  const code = interruptible(fake.io, async (signal) => {
    fake.interrupt("signal");
    expect(signal.aborted).toBe(true);
    return EXIT.ok;
  });
  expect(await code).toBe(EXIT.interrupted);
});

test("an error that a command throws because of Ctrl-C is not reported", async () => {
  const fake = fakeSignals();
  const code = interruptible(fake.io, async (signal) => {
    fake.interrupt("signal");
    throw signal.reason;
  });
  expect(await code).toBe(EXIT.interrupted);
});

test("a command that runs until Ctrl-C exits 0 and prints nothing", async () => {
  const fake = fakeSignals();
  const run = async (signal: AbortSignal) => {
    fake.interrupt("signal");
    throw signal.reason;
  };
  expect(await interruptible(fake.io, run, { endsWithCtrlC: true })).toBe(EXIT.ok);
  expect(fake.printed()).toBe("");
});

test("leaves the second Ctrl-C to the operating system", async () => {
  const fake = fakeSignals();
  await interruptible(fake.io, async () => {
    fake.interrupt("signal");
    await Promise.resolve();
    expect(fake.listeners()).toBe(0);
    return EXIT.ok;
  });
});

test("a closed pipe does not interrupt a command that changes something", async () => {
  const fake = fakeSignals();
  const code = interruptible(fake.io, async (signal) => {
    fake.interrupt("closed-pipe");
    return signal.aborted ? EXIT.interrupted : EXIT.partial;
  });
  expect(await code).toBe(EXIT.partial);
  expect(fake.printed()).toBe("");
});

test.each([
  [{ continues: true }, "Canceled; nothing was changed.\n"],
  [{ canceled: "the process was not killed" }, "Canceled; the process was not killed.\n"],
])("Ctrl-C at a prompt of a command with %j prints only the outcome", async (options, printed) => {
  const fake = fakeSignals();
  const run = async (signal: AbortSignal) => {
    fake.interrupt("prompt");
    throw signal.reason;
  };
  expect(await interruptible(fake.io, run, options)).toBe(EXIT.interrupted);
  expect(fake.printed()).toBe(printed);
});

test("a closed pipe ends a command that only reads silently", async () => {
  const fake = fakeSignals();
  const run = async (signal: AbortSignal) => {
    fake.interrupt("closed-pipe");
    throw signal.reason;
  };
  const code = interruptible(fake.io, run, { onlyReads: true });
  expect(await code).toBe(EXIT.ok);
  expect(fake.printed()).toBe("");
});

test("removes its listeners after a command without an interruption", async () => {
  const fake = fakeSignals();
  expect(await interruptible(fake.io, async () => EXIT.partial)).toBe(EXIT.partial);
  expect(fake.listeners()).toBe(0);
});

function fakeSignals() {
  const callbacks = new Set<(why: Interruption) => void>();
  let printed = "";
  const write = (text: string) => {
    printed += text;
  };
  const io: Io = {
    ...processIo(),
    stderr: { isTTY: false, columns: 80, write },
    onInterrupt(callback) {
      callbacks.add(callback);
      return () => void callbacks.delete(callback);
    },
  };
  const interrupt = (why: Interruption) => {
    for (const callback of [...callbacks]) callback(why);
  };
  return { io, interrupt, listeners: () => callbacks.size, printed: () => printed };
}

/** A folder whose running local cloud has a fault set. */
async function startedCloud(fault: readonly string[]): Promise<string> {
  const cwd = await makeFolder();
  expect(await run(["local", "start"], { cwd })).toMatchObject({ code: EXIT.ok });
  expect(await run(["local", "fault", ...fault], { cwd })).toMatchObject({ code: EXIT.ok });
  return cwd;
}

/** The calls that a folder's local cloud received. */
async function callsOf(cwd: string): Promise<readonly JournalEntry[]> {
  const daemon = readDaemonRecord(localCloudFolder(cwd));
  const response = await fetch(`http://127.0.0.1:${daemon?.port}/_local/calls`, {
    headers: { authorization: `Bearer ${daemon?.token}` },
  });
  return JSON.parse(await response.text());
}

/** Runs a command against a server that never responds, and sends SIGINT after its first line. */
async function interruptHanging(argv: readonly string[]) {
  const cwd = await makeFolder();
  return runBin([...argv, "--region", "eu-west-1", "--endpoint-url", await silentEndpoint()], {
    cwd,
    env: { HOME: cwd, AWS_ACCESS_KEY_ID: "a", AWS_SECRET_ACCESS_KEY: "b" },
    whenStderrHas: { text: "todo-api-dev on", signal: "SIGINT" },
  });
}

/** A server that accepts connections and never responds. */
async function silentEndpoint(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  return `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
}
