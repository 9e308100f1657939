import { type PatchOperation, UpdateStageCommand } from "@aws-sdk/client-api-gateway";
import { afterAll, beforeAll, expect, test } from "vitest";
import { systemClock } from "../../../src/local/timing/clock.ts";
import { type ApiCloud, startApiCloud } from "./api-cloud.ts";
import { mock, openApi } from "./openapi-document.ts";

let now = Date.UTC(2026, 0, 1);
let cloud: ApiCloud;
beforeAll(async () => {
  const clock = { ...systemClock(), now: () => now };
  cloud = await startApiCloud({ clock });
  // The callers sign with this machine's time; with another one, their signatures would be too old.
  now = Date.now();
});
afterAll(() => cloud.test.stop());

async function limit(restApiId: string, limits: Readonly<Record<string, string>>): Promise<void> {
  const patchOperations = Object.entries(limits).map(
    ([path, value]): PatchOperation => ({ op: "replace", path, value }),
  );
  await cloud.gateway.send(new UpdateStageCommand({ restApiId, stageName: "dev", patchOperations }));
}

async function statuses(url: string, count: number): Promise<readonly number[]> {
  const statuses: number[] = [];
  for (let index = 0; index < count; index += 1) statuses.push((await fetch(url)).status);
  return statuses;
}

test("a stage accepts a burst, then as many requests as its rate allows", async () => {
  const { id, url } = await cloud.serve(openApi({ "/": { get: mock() } }));
  await limit(id, { "/*/*/throttling/burstLimit": "3", "/*/*/throttling/rateLimit": "2" });
  expect(await statuses(url, 4)).toEqual([200, 200, 200, 429]);
  now += 1000;
  expect(await statuses(url, 3)).toEqual([200, 200, 429]);
  now += 60_000;
  expect(await statuses(url, 4)).toEqual([200, 200, 200, 429]);
});

test("a clock that is set back exceeds no limit", async () => {
  const { id, url } = await cloud.serve(openApi({ "/": { get: mock() } }));
  await limit(id, { "/*/*/throttling/burstLimit": "3", "/*/*/throttling/rateLimit": "2" });
  now += 30_000;
  expect(await statuses(url, 1)).toEqual([200]);
  now -= 20_000;
  expect(await statuses(url, 3)).toEqual([200, 200, 429]);
});

test("a method with its own limits does not use the stage's", async () => {
  const { id, url } = await cloud.serve(openApi({ "/a/{id}": { get: mock() }, "/b": { get: mock() } }));
  await limit(id, {
    "/*/*/throttling/burstLimit": "1",
    "/*/*/throttling/rateLimit": "1",
    "/~1a~1{id}/GET/throttling/burstLimit": "2",
    "/~1a~1{id}/GET/throttling/rateLimit": "1",
  });
  expect(await statuses(`${url}/a/1`, 3)).toEqual([200, 200, 429]);
  expect(await statuses(`${url}/b`, 2)).toEqual([200, 429]);
});

test("responds to a throttled request as AWS does", async () => {
  const { id, url } = await cloud.serve(openApi({ "/": { get: mock() } }));
  await limit(id, { "/*/*/throttling/burstLimit": "0" });
  const response = await fetch(url);
  expect([response.status, await response.text()]).toEqual([429, '{"message":"Too Many Requests"}']);
  expect(response.headers.get("x-amzn-errortype")).toBe("TooManyRequestsException");
});
