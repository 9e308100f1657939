import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { afterEach, describe, expect, test } from "vitest";
import { createPageReader, type ReadPage } from "../../src/logs/page-reader.ts";
import { readRound } from "../../src/logs/read-round.ts";
import {
  hangUp,
  respondWith,
  type ScriptedResponse,
  type ScriptedServer,
  startServer,
} from "../support/scripted-server.ts";
import { GROUPS } from "./log-writer.ts";

const [GROUP] = GROUPS;
const THROTTLED = respondWith(400, { __type: "ThrottlingException", message: "Rate exceeded" });
const servers: ScriptedServer[] = [];

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});

/** A reader for an endpoint with these responses; time passes only in its pauses. */
async function open(...responses: readonly ScriptedResponse[]) {
  const server = await startServer(...responses);
  servers.push(server);
  const credentials = { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "secret" };
  const client = new CloudWatchLogsClient({ endpoint: server.url, region: "eu-west-1", credentials, maxAttempts: 1 });
  const stop = new AbortController();
  const pauses: number[] = [];
  const printed: string[] = [];
  let now = 1_000_000;
  const context = {
    signal: stop.signal,
    now: () => now,
    async sleep(milliseconds: number) {
      stop.signal.throwIfAborted();
      pauses.push(milliseconds);
      now += milliseconds;
    },
  };
  return { server, stop, pauses, printed, read: createPageReader(client, context, (text) => printed.push(text)) };
}

function page(ids: readonly string[], nextToken?: string): ScriptedResponse {
  const events = ids.map((eventId, index) => ({ eventId, timestamp: index, message: eventId, logStreamName: "one" }));
  return respondWith(200, { events, searchedLogStreams: [], ...(nextToken && { nextToken }) });
}

async function readAll(read: ReadPage): Promise<readonly string[]> {
  const ids: string[] = [];
  if (GROUP === undefined) throw new Error("The stack has no log groups.");
  for await (const { eventId } of readRound(read, [{ group: GROUP, startTime: 0 }], () => {})) ids.push(eventId);
  return ids;
}

const tokens = ({ bodies }: ScriptedServer) => bodies.map((body) => JSON.parse(body).nextToken);

describe("reading the pages of a group", () => {
  test("continues after empty pages that have a next one", async () => {
    const { read, server } = await open(page([], "t1"), page(["a"], "t2"), page([], "t3"), page(["b"]));
    expect(await readAll(read)).toEqual(["a", "b"]);
    expect(tokens(server)).toEqual([undefined, "t1", "t2", "t3"]);
  });

  test("requests the same page again after throttling, with longer and longer pauses", async () => {
    const { read, server, pauses, printed } = await open(page(["a"], "t1"), THROTTLED, THROTTLED, page(["b"]));
    expect(await readAll(read)).toEqual(["a", "b"]);
    expect(tokens(server)).toEqual([undefined, "t1", "t1", "t1"]);
    const [first = 0, second = 0] = pauses;
    expect(second).toBeGreaterThan(first);
    expect(printed[0]).toMatch(/^CloudWatch Logs is throttling this account; retrying in [\d.]+ s$/);
  });

  test("retries after a broken connection and a fault if earlier calls succeeded", async () => {
    const fault = respondWith(503, { __type: "ServiceUnavailableException", message: "" });
    const { read, printed } = await open(page(["a"], "t1"), hangUp, fault, page(["b"]));
    expect(await readAll(read)).toEqual(["a", "b"]);
    expect(printed).toHaveLength(2);
  });

  test("does not wait for an endpoint that never worked", async () => {
    const { read, server } = await open(hangUp);
    await expect(readAll(read)).rejects.toThrow();
    expect(server.requests).toHaveLength(1);
  });

  test("does not retry without permission to read", async () => {
    const { read, server } = await open(respondWith(400, { __type: "AccessDeniedException", message: "no" }));
    await expect(readAll(read)).rejects.toMatchObject({ name: "AccessDeniedException" });
    expect(server.requests).toHaveLength(1);
  });

  test("gives up if throttling does not end", async () => {
    const { read, server } = await open(THROTTLED);
    await expect(readAll(read)).rejects.toMatchObject({ name: "ThrottlingException" });
    expect(server.requests).toHaveLength(10);
  });

  test("makes at most five calls in any second", async () => {
    const pages = Array.from({ length: 11 }, (_, index) => page([], `t${index}`));
    const { read, pauses } = await open(...pages, page([]));
    await readAll(read);
    expect(pauses).toEqual([1000, 1000]);
  });

  test("stops when its signal is aborted", async () => {
    const { read, stop } = await open(THROTTLED);
    stop.abort(new Error("Interrupted."));
    await expect(readAll(read)).rejects.toThrow("Interrupted.");
  });
});
