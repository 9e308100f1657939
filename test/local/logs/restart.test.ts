import { writeSync } from "node:fs";
import { appendFile, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  FilterLogEventsCommand,
  PutLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createLogStorage } from "../../../src/local/services/logs/create-log-storage.ts";
import { systemClock } from "../../../src/local/timing/clock.ts";
import { createTiming } from "../../../src/local/timing/timing.ts";
import { failDiskOnce } from "../../support/fail-disk-once.ts";
import { startTestCloud, type TestCloud } from "../../support/local-cloud.ts";

const REGION = "eu-west-1";
const GROUP = "/aws/lambda/todo-api-dev-create";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "todo-api-logs-"));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

async function messagesOf(test: TestCloud) {
  const logs = new CloudWatchLogsClient(test.clientConfig);
  const { events } = await logs.send(new FilterLogEventsCommand({ logGroupName: GROUP }));
  return events?.map(({ message }) => message);
}

it("finds groups, streams and events again after a restart, and appends to them", async () => {
  const before = await startTestCloud({ directory });
  await new CloudWatchLogsClient(before.clientConfig).send(new CreateLogGroupCommand({ logGroupName: GROUP }));
  const now = before.cloud.clock.now();
  before.cloud.logStorage.append(REGION, GROUP, "s", [{ timestamp: now, message: "before\nthe restart \u{1F95B}" }]);
  await before.stop();

  const after = await startTestCloud({ directory });
  after.cloud.logStorage.append(REGION, GROUP, "s", [{ timestamp: now - 1, message: "late" }]);
  expect(await messagesOf(after)).toEqual(["late", "before\nthe restart \u{1F95B}"]);
  const logs = new CloudWatchLogsClient(after.clientConfig);
  const { logStreams } = await logs.send(new DescribeLogStreamsCommand({ logGroupName: GROUP }));
  expect(logStreams).toMatchObject([{ logStreamName: "s", firstEventTimestamp: now - 1, lastEventTimestamp: now }]);
  const { logGroups } = await logs.send(new DescribeLogGroupsCommand({}));
  expect(logGroups?.[0]?.storedBytes).toBeGreaterThan(0);
  await after.stop();
});

it("skips a line that a kill left unfinished, and loses nothing around it", async () => {
  const clock = systemClock();
  const killed = createLogStorage(directory, { clock, timing: createTiming({}) });
  killed.append(REGION, GROUP, "s", [{ timestamp: 1, message: "whole" }]);
  const [folder = ""] = await readdir(join(directory, "logs"));
  const [file = ""] = await readdir(join(directory, "logs", folder));
  await appendFile(join(directory, "logs", folder, file), '{"eventId":"1","stream":"s","timestamp":2,"mess');

  const next = createLogStorage(directory, { clock, timing: createTiming({}) });
  next.append(REGION, GROUP, "s", [{ timestamp: 3, message: "after" }]);
  expect(next.read(REGION, GROUP).map(({ message }) => message)).toEqual(["whole", "after"]);
  const last = createLogStorage(directory, { clock, timing: createTiming({}) });
  expect(last.read(REGION, GROUP).map(({ message }) => message)).toEqual(["whole", "after"]);
  for (const storage of [killed, next, last]) storage.close();
});

it("removes what a failed write left of a batch, and loses nothing after it", async () => {
  const before = await startTestCloud({ directory });
  const logs = new CloudWatchLogsClient(before.clientConfig);
  const group = { logGroupName: GROUP, logStreamName: "s" };
  await logs.send(new CreateLogGroupCommand(group));
  await logs.send(new CreateLogStreamCommand(group));
  const put = (message: string) =>
    logs.send(new PutLogEventsCommand({ ...group, logEvents: [{ timestamp: before.cloud.clock.now(), message }] }));
  await put("first");
  failDiskOnce("appendFileSync", (file, text) => writeSync(Number(file), String(text).slice(0, 20)));
  await expect(put("failed")).rejects.toMatchObject({ $metadata: { httpStatusCode: 500 } });
  await put("after");
  await before.stop();

  const after = await startTestCloud({ directory });
  expect(await messagesOf(after)).toEqual(["first", "after"]);
  await after.stop();
});

it("reads events from files that it no longer holds in memory, in order, and removes the files that retention has outlived", async () => {
  const storage = createLogStorage(directory, { clock: systemClock(), timing: createTiming({}) });
  const total = 250_000;
  const batch = 1_000;
  for (let first = 0; first < total; first += batch)
    storage.append(
      REGION,
      GROUP,
      "s",
      Array.from({ length: batch }, (_, index) => ({ timestamp: first + index, message: String(first + index) })),
    );
  storage.append(REGION, GROUP, "s", [{ timestamp: 5, message: "late" }]);
  const start = storage.read(REGION, GROUP, { from: 4, to: 6 });
  expect(start.map(({ message }) => message)).toEqual(["4", "5", "late", "6"]);
  expect(storage.read(REGION, GROUP)).toHaveLength(total + 1);
  const [folder = ""] = await readdir(join(directory, "logs"));
  const before = await readdir(join(directory, "logs", folder));
  storage.expire(REGION, GROUP, total / 2);
  const after = await readdir(join(directory, "logs", folder));
  expect(after.length).toBeLessThan(before.length);
  expect(storage.read(REGION, GROUP, { from: total / 2, to: total })).toHaveLength(total / 2);
  storage.drop(REGION, GROUP);
  expect(await readdir(join(directory, "logs"))).toEqual([]);
  storage.close();
});
