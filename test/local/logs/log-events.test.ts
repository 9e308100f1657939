import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DeleteLogGroupCommand,
  DescribeLogStreamsCommand,
  FilterLogEventsCommand,
  type FilterLogEventsCommandInput,
  GetLogEventsCommand,
  type GetLogEventsCommandInput,
  PutLogEventsCommand,
  PutRetentionPolicyCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startTestCloud, type TestCloud } from "../../support/local-cloud.ts";

const HOUR = 60 * 60 * 1000;
const DAY = 24 * HOUR;

describe("log events", () => {
  let test: TestCloud;
  let logs: CloudWatchLogsClient;
  let logGroupName: string;
  let groups = 0;
  let now: number;

  beforeAll(async () => {
    test = await startTestCloud();
    logs = new CloudWatchLogsClient(test.clientConfig);
  });
  afterAll(() => test.stop());
  beforeEach(async () => {
    groups += 1;
    logGroupName = `/events/${groups}`;
    now = test.cloud.clock.now();
    await logs.send(new CreateLogGroupCommand({ logGroupName }));
    for (const logStreamName of ["one", "two"])
      await logs.send(new CreateLogStreamCommand({ logGroupName, logStreamName }));
  });

  const put = (logStreamName: string, events: [number, string][]) =>
    logs.send(
      new PutLogEventsCommand({
        logGroupName,
        logStreamName,
        logEvents: events.map(([timestamp, message]) => ({ timestamp, message })),
      }),
    );
  const filter = (input: FilterLogEventsCommandInput = {}) =>
    logs.send(new FilterLogEventsCommand({ logGroupName, ...input }));
  const messages = async (input: FilterLogEventsCommandInput = {}) =>
    (await filter(input)).events?.map(({ message }) => message);
  const get = (input: Partial<GetLogEventsCommandInput> = {}) =>
    logs.send(new GetLogEventsCommand({ logGroupName, logStreamName: "one", ...input }));
  const texts = (events: readonly { message?: string | undefined }[] = []) => events.map(({ message }) => message);
  const invalid = (message: unknown) => ({ name: "InvalidParameterException", message });

  it("returns the events of all streams ordered by time, each with its own ID", async () => {
    await put("one", [
      [now - 30, "first"],
      [now - 10, "third"],
    ]);
    await put("two", [
      [now - 20, "second"],
      [now - 10, "fourth"],
    ]);
    const { events = [], searchedLogStreams, nextToken } = await filter();
    expect(texts(events)).toEqual(["first", "second", "third", "fourth"]);
    expect(events[1]).toEqual({
      logStreamName: "two",
      timestamp: now - 20,
      message: "second",
      ingestionTime: expect.any(Number),
      eventId: expect.stringMatching(/^\d{56}$/),
    });
    expect(new Set(events.map(({ eventId }) => eventId)).size).toBe(4);
    expect(searchedLogStreams).toEqual([]);
    expect(nextToken).toBeUndefined();
  });

  it("includes both ends of the time range in FilterLogEvents, but not the end in GetLogEvents", async () => {
    await put("one", [
      [now - 3, "a"],
      [now - 2, "b"],
      [now - 1, "c"],
    ]);
    const times = { startTime: now - 2, endTime: now - 1 };
    expect(await messages(times)).toEqual(["b", "c"]);
    expect(texts((await get(times)).events)).toEqual(["b"]);
  });

  it("finds events by stream names or by prefix, but not by both", async () => {
    await put("one", [[now, "1"]]);
    await put("two", [[now, "2"]]);
    expect(await messages({ logStreamNames: ["two"] })).toEqual(["2"]);
    expect(await messages({ logStreamNamePrefix: "o" })).toEqual(["1"]);
    await expect(filter({ logStreamNames: ["one"], logStreamNamePrefix: "o" })).rejects.toMatchObject({
      name: "InvalidParameterException",
    });
    await expect(filter({ logStreamNames: ["none"] })).rejects.toMatchObject({
      name: "ResourceNotFoundException",
      message: "The specified log stream does not exist.",
    });
  });

  it("pages without loss while events of the same time and late ones arrive, with tokens bound to their query", async () => {
    await put(
      "one",
      [1, 2, 3, 4, 5].map((count) => [now - 10, `same ${count}`]),
    );
    const first = await filter({ limit: 2 });
    expect(texts(first.events)).toEqual(["same 1", "same 2"]);
    await put("two", [
      [now - 10, "same 6"],
      [now - 5, "later"],
    ]);
    const { nextToken } = first;
    expect(await messages({ nextToken })).toEqual(["same 3", "same 4", "same 5", "same 6", "later"]);
    const isInvalid = invalid("The specified nextToken is invalid.");
    await expect(filter({ nextToken, startTime: now - 20 })).rejects.toMatchObject(isInvalid);
    await expect(filter({ nextToken: "made-up" })).rejects.toMatchObject(isInvalid);
    await expect(filter({ limit: 10_001 })).rejects.toMatchObject(
      invalid(
        "1 validation error detected: Value '10001' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 10000",
      ),
    );
  });

  it("ends a page at 1 MB", async () => {
    const large = "x".repeat(600_000);
    await put("one", [[now - 2, large]]);
    await put("one", [[now - 1, large]]);
    const first = await filter();
    expect(first.events).toHaveLength(1);
    expect((await filter({ nextToken: first.nextToken })).events).toHaveLength(1);
  });

  it("walks a stream forwards and backwards, and returns the sent token at its ends", async () => {
    await put(
      "one",
      [1, 2, 3, 4, 5].map((count) => [now - 10 + count, String(count)]),
    );
    const latest = await get({ limit: 2 });
    expect(texts(latest.events)).toEqual(["4", "5"]);
    const before = await get({ limit: 2, nextToken: latest.nextBackwardToken });
    expect(texts(before.events)).toEqual(["2", "3"]);
    const again = await get({ limit: 5, nextToken: before.nextForwardToken });
    expect(texts(again.events)).toEqual(["4", "5"]);
    const end = await get({ nextToken: latest.nextForwardToken });
    expect(end.events).toEqual([]);
    expect(end.nextForwardToken).toBe(latest.nextForwardToken);
    await put("one", [[now, "6"]]);
    expect(texts((await get({ nextToken: end.nextForwardToken })).events)).toEqual(["6"]);
    expect(texts((await get({ limit: 2, startFromHead: true })).events)).toEqual(["1", "2"]);
    await expect(get({ nextToken: "invalid-token" })).rejects.toMatchObject(
      invalid("The specified nextToken is invalid."),
    );
  });

  it("returns tokens for an empty stream too, which find later events", async () => {
    const empty = await get();
    expect(empty).toMatchObject({ events: [], nextForwardToken: /./, nextBackwardToken: expect.any(String) });
    await put("one", [[now, "at last"]]);
    expect(texts((await get({ nextToken: empty.nextForwardToken })).events)).toEqual(["at last"]);
    await expect(get({ logStreamName: "none" })).rejects.toMatchObject({
      name: "ResourceNotFoundException",
      message: "The specified log stream does not exist.",
    });
  });

  it("rejects batches that CloudWatch Logs rejects", async () => {
    await expect(
      put("one", [
        [now, "b"],
        [now - 1, "a"],
      ]),
    ).rejects.toMatchObject(invalid("Log events in a single PutLogEvents request must be in chronological order."));
    await expect(
      put("one", [
        [now - DAY - 1, "a"],
        [now, "b"],
      ]),
    ).rejects.toMatchObject(
      invalid("The batch of log events in a single PutLogEvents request cannot span more than 24 hours."),
    );
    await expect(put("one", [[now, "x".repeat(1_048_560)]])).rejects.toMatchObject({
      name: "InvalidParameterException",
    });
    await expect(put("one", [])).rejects.toMatchObject({ name: "InvalidParameterException" });
    await expect(put("none", [[now, "a"]])).rejects.toMatchObject({
      name: "ResourceNotFoundException",
      message: "The specified log stream does not exist.",
    });
    expect(await messages()).toEqual([]);
  });

  it("omits events that are too old, expired or too new, and reports which", async () => {
    const old = await put("one", [
      [now - 14 * DAY - HOUR, "old"],
      [now - 14 * DAY + HOUR, "kept"],
    ]);
    expect(old.rejectedLogEventsInfo).toEqual({ tooOldLogEventEndIndex: 1 });
    const future = await put("one", [
      [now, "now"],
      [now + 3 * HOUR, "future"],
    ]);
    expect(future.rejectedLogEventsInfo).toEqual({ tooNewLogEventStartIndex: 1 });
    expect((await put("one", [[now, "fine"]])).rejectedLogEventsInfo).toBeUndefined();
    expect(await messages()).toEqual(["kept", "now", "fine"]);
    await logs.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays: 1 }));
    const expired = await put("one", [[now - 2 * DAY, "expired"]]);
    expect(expired.rejectedLogEventsInfo).toEqual({ expiredLogEventEndIndex: 1 });
  });

  it("returns what a group's retention keeps, and nothing older", async () => {
    await put("one", [[now - 5 * DAY, "old"]]);
    await put("one", [[now, "new"]]);
    await logs.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays: 3 }));
    expect(await messages()).toEqual(["new"]);
    expect(texts((await get()).events)).toEqual(["new"]);
  });

  it("lists streams that were created by events, with the times of their events", async () => {
    test.cloud.logStorage.append("eu-west-1", logGroupName, "2026/01/01/[$LATEST]abc", [
      { timestamp: now - 20, message: "START" },
      { timestamp: now - 10, message: "END" },
    ]);
    const describeStreams = (input: object) => logs.send(new DescribeLogStreamsCommand({ logGroupName, ...input }));
    const { logStreams = [] } = await describeStreams({ orderBy: "LastEventTime", descending: true, limit: 1 });
    expect(logStreams).toEqual([
      {
        logStreamName: "2026/01/01/[$LATEST]abc",
        creationTime: expect.any(Number),
        firstEventTimestamp: now - 20,
        lastEventTimestamp: now - 10,
        lastIngestionTime: expect.any(Number),
        uploadSequenceToken: expect.stringMatching(/^\d{56}$/),
        arn: `arn:aws:logs:eu-west-1:${test.account}:log-group:${logGroupName}:log-stream:2026/01/01/[$LATEST]abc`,
        storedBytes: 0,
      },
    ]);
    const first = await describeStreams({ limit: 2 });
    expect(first.logStreams?.map(({ logStreamName }) => logStreamName)).toEqual(["2026/01/01/[$LATEST]abc", "one"]);
    const rest = await describeStreams({ limit: 2, nextToken: first.nextToken });
    expect(rest.logStreams?.map(({ logStreamName }) => logStreamName)).toEqual(["two"]);
    expect((await describeStreams({ logStreamNamePrefix: "t" })).logStreams).toHaveLength(1);
    await expect(describeStreams({ orderBy: "LastEventTime", logStreamNamePrefix: "t" })).rejects.toMatchObject(
      invalid("Cannot order by LastEventTime with a logStreamNamePrefix."),
    );
    await expect(logs.send(new CreateLogStreamCommand({ logGroupName, logStreamName: "one" }))).rejects.toMatchObject({
      name: "ResourceAlreadyExistsException",
      message: "The specified log stream already exists",
    });
  });

  it("forgets the events of a deleted group", async () => {
    await put("one", [[now, "gone"]]);
    await logs.send(new DeleteLogGroupCommand({ logGroupName }));
    await expect(filter()).rejects.toMatchObject({
      name: "ResourceNotFoundException",
      message: "The specified log group does not exist.",
    });
    await logs.send(new CreateLogGroupCommand({ logGroupName }));
    expect(await messages()).toEqual([]);
    expect((await logs.send(new DescribeLogStreamsCommand({ logGroupName }))).logStreams).toEqual([]);
  });
});
