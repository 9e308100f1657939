import { CloudWatchLogsClient, DeleteLogGroupCommand } from "@aws-sdk/client-cloudwatch-logs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createPageReader } from "../../src/logs/page-reader.ts";
import { readLogs } from "../../src/logs/read-logs.ts";
import { startTestCloud, type TestCloud } from "../support/local-cloud.ts";
import { createGroups, GROUPS, writeAt } from "./log-writer.ts";

const MINUTE = 60_000;

let cloud: TestCloud;
let client: CloudWatchLogsClient;
let now: number;

beforeEach(async () => {
  cloud = await startTestCloud();
  client = new CloudWatchLogsClient(cloud.clientConfig);
  now = Date.now();
});
afterEach(() => cloud.stop());

type Step = () => Promise<unknown>;

/** Reads logs. Runs the next step instead of each sleep, and stops a follower after 12 sleeps without a step. */
async function read({ since = now - 10 * MINUTE, steps }: { readonly since?: number; readonly steps?: Step[] } = {}) {
  const stop = new AbortController();
  const missing: string[] = [];
  const messages: string[] = [];
  const late: string[] = [];
  let slept = 0;
  let sleepsLeft = 12;
  const context = {
    signal: stop.signal,
    now: () => now + slept,
    async sleep(milliseconds: number) {
      slept += milliseconds;
      const step = steps?.shift();
      if (step === undefined) sleepsLeft -= 1;
      await step?.();
      if (sleepsLeft === 0) stop.abort(new Error("Stopped."));
      stop.signal.throwIfAborted();
    },
  };
  const events = readLogs(
    createPageReader(client, context, () => {}),
    context,
    {
      groups: GROUPS,
      since,
      follow: steps !== undefined,
      withProbes: false,
      onMissing: ({ logGroup }) => missing.push(logGroup),
      noLogGroups: () => new Error("There is no log group."),
    },
  );
  try {
    for await (const { message, isLate } of events) {
      messages.push(message);
      if (isLate) late.push(message);
    }
  } catch (error) {
    if (!stop.signal.aborted) throw error;
  }
  return { messages, missing, late };
}

describe("reading logs once", () => {
  test("merges all groups and streams in the order of time, the oldest first", async () => {
    await createGroups(client, "create", "read", "update", "delete", "api");
    const times = Array.from({ length: 50 }, (_, index) => now - index * 1000);
    const written = [
      ...(await writeAt(client, "read", times)),
      ...(await writeAt(
        client,
        "read",
        times.map((time) => time - 3),
        "two",
      )),
      ...(await writeAt(
        client,
        "create",
        times.map((time) => time - 1),
      )),
      ...(await writeAt(
        client,
        "api",
        times.map((time) => time - 2),
      )),
    ];
    expect((await read()).messages).toEqual([...written].sort());
  });

  test("leaves out what is older than requested", async () => {
    await createGroups(client, "read");
    const [, kept] = await writeAt(client, "read", [now - 2 * MINUTE - 1, now - 2 * MINUTE]);
    expect((await read({ since: now - 2 * MINUTE })).messages).toEqual([kept]);
  });

  test("reads every page of more events than one page holds", async () => {
    await createGroups(client, "read", "api");
    const written = [
      ...(await writeAt(
        client,
        "read",
        Array.from({ length: 12_500 }, (_, index) => now - index * 2),
      )),
      ...(await writeAt(
        client,
        "api",
        Array.from({ length: 10_500 }, (_, index) => now - index * 2 - 1),
      )),
    ];
    const { messages } = await read();
    expect(messages).toHaveLength(23_000);
    expect(new Set(messages)).toEqual(new Set(written));
    expect(messages.map((message) => message.slice(0, 13))).toEqual(written.map((text) => text.slice(0, 13)).sort());
  });

  test("names the groups that do not exist, and reads the others", async () => {
    await createGroups(client, "read", "api");
    const written = await writeAt(client, "read", [now]);
    expect(await read()).toEqual({
      late: [],
      messages: written,
      missing: [
        "/aws/lambda/todo-api-dev-create",
        "/aws/lambda/todo-api-dev-update",
        "/aws/lambda/todo-api-dev-delete",
        "/aws/lambda/todo-api-dev-website",
      ],
    });
  });

  test("fails if no group exists", async () => {
    await expect(read()).rejects.toThrow("There is no log group.");
  });
});

describe("following logs", () => {
  test("shows each event once, however late it arrives", async () => {
    await createGroups(client, "create", "read", "update", "delete", "api");
    const written = [...(await writeAt(client, "read", [now - 5 * MINUTE, now - 2000, now - 1000, now]))];
    const write = async (...args: Parameters<typeof writeAt> extends [unknown, ...infer Rest] ? Rest : never) =>
      void written.push(...(await writeAt(client, ...args)));
    const { messages } = await read({
      steps: [
        () => write("read", [now + 1000, now + 2000]),
        // In another stream, with a time before the shown events, and with the same time.
        () => write("read", [now - 25_000, now - 1500, now + 2000], "two"),
        () => write("api", [now - 29_000, now]),
        // Two with the same time.
        () => write("read", [now + 3000, now + 3000], "two"),
        () => write("read", [now - 20_000, now + 2999]),
      ],
    });
    expect([...messages].sort()).toEqual([...written].sort());
  });

  test("shows what arrives minutes late, marked as such", async () => {
    await createGroups(client, "create", "read", "update", "delete", "api");
    const onTime = await writeAt(client, "read", [now - 5 * MINUTE, now]);
    let missed: readonly string[] = [];
    const { messages, late } = await read({
      steps: [
        async () => {
          missed = await writeAt(client, "read", [now - 9 * MINUTE, now - 31_000], "two");
        },
        () => writeAt(client, "read", [now + 1000], "two"),
      ],
    });
    expect(messages).toHaveLength(5);
    expect(late).toEqual(missed);
    expect(late).not.toContain(onTime[0]);
  });

  test("shows a burst of several pages that arrives late, once", async () => {
    await createGroups(client, "read");
    const first = await writeAt(client, "read", [now]);
    let late: readonly string[] = [];
    const { messages } = await read({
      steps: [
        async () => {
          late = await writeAt(
            client,
            "read",
            Array.from({ length: 11_000 }, (_, index) => now - index * 2 - 1),
            "two",
          );
        },
      ],
    });
    expect(messages).toHaveLength(11_001);
    expect(new Set(messages)).toEqual(new Set([...first, ...late]));
  });

  test("continues after an event from the future", async () => {
    await createGroups(client, "read");
    const written = [...(await writeAt(client, "read", [now + 90 * MINUTE]))];
    const { messages } = await read({
      steps: [async () => void written.push(...(await writeAt(client, "read", [now + 1000], "two")))],
    });
    expect(messages).toEqual(written);
  });

  test("finds a group that is created later, and names a missing one once", async () => {
    await createGroups(client, "read", "create", "update", "delete");
    let written: readonly string[] = [];
    const { messages, missing } = await read({
      steps: [
        async () => {
          await createGroups(client, "api");
          written = await writeAt(client, "api", [now]);
        },
      ],
    });
    expect(missing).toEqual(["/aws/api-gateway/todo-api-dev", "/aws/lambda/todo-api-dev-website"]);
    expect(messages).toEqual(written);
  });

  test("ends when the stack is removed", async () => {
    await createGroups(client, "read");
    const remove = () => client.send(new DeleteLogGroupCommand({ logGroupName: "/aws/lambda/todo-api-dev-read" }));
    await expect(read({ steps: [remove] })).rejects.toThrow("There is no log group.");
  });
});
