import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, request } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { GetStageCommand } from "@aws-sdk/client-api-gateway";
import { afterAll, beforeAll, expect, test } from "vitest";
import { closeServer, listen } from "../../../src/local/http/listen.ts";
import { callApi } from "../../support/signed-request.ts";
import { startApiCloud } from "./api-cloud.ts";
import { iam, mock, openApi } from "./openapi-document.ts";

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), "todo-api-test-"));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

test("an API keeps its address after a restart, or gets a new one that it keeps if its port is in use", async () => {
  const first = await startApiCloud({ directory });
  const { id, url } = await first.serve(openApi({ "/": { get: mock({ body: "here" }) } }));
  expect(await (await fetch(url)).text()).toBe("here");
  await first.test.stop();
  await expect(fetch(url)).rejects.toThrow();

  const second = await startApiCloud({ directory });
  expect(await (await fetch(url)).text()).toBe("here");
  const stage = await second.gateway.send(new GetStageCommand({ restApiId: id, stageName: "dev" }));
  expect(stage.deploymentId).toMatch(/^[a-z0-9]{6}$/);
  await second.test.stop();

  const other = createServer((_, response) => response.end("not the API"));
  await listen(other, Number(new URL(url).port));
  const third = await startApiCloud({ directory });
  const moved = `${third.test.cloud.edge.urlOf(id)}/dev`;
  expect(moved).not.toBe(url);
  expect(await (await fetch(moved)).text()).toBe("here");
  await third.test.stop();
  await closeServer(other);

  const fourth = await startApiCloud({ directory });
  expect(`${fourth.test.cloud.edge.urlOf(id)}/dev`).toBe(moved);
  await fourth.test.stop();
});

test("an API keeps who may call it", async () => {
  const first = await startApiCloud({ directory });
  const Statement = [
    { Effect: "Deny", Principal: "*", Action: "execute-api:Invoke", Resource: "execute-api:/dev/PUT/*" },
  ];
  const { id, url } = await first.serve(
    openApi(
      { "/": { get: iam(), put: iam() } },
      { ...iam.scheme, "x-amazon-apigateway-policy": { Version: "2012-10-17", Statement } },
    ),
  );
  await first.test.stop();
  const second = await startApiCloud({ directory });
  const { credentials } = second.test;
  const statusOf = async (method: string, more: object = {}) => (await callApi(url, { method, ...more })).status;
  expect([
    await statusOf("GET"),
    await statusOf("GET", { credentials }),
    await statusOf("PUT", { credentials }),
  ]).toEqual([403, 200, 403]);
  expect(second.test.cloud.edge.urlOf(id)).toBe(url.replace(/\/dev$/, ""));
  await second.test.stop();
});

test("a request in flight completes while the cloud stops", async () => {
  const cloud = await startApiCloud();
  const { url } = await cloud.serve(openApi({ "/": { post: mock({ body: "done" }) } }));
  const sent = request(url, { method: "POST", headers: { expect: "100-continue", "content-length": "2" } });
  const responded = once(sent, "response");
  sent.flushHeaders();
  // The edge has received the head of the request, and waits for its body.
  await once(sent, "continue");
  const stopped = cloud.test.stop();
  sent.end("{}");
  const [response] = await responded;
  expect(response.statusCode).toBe(200);
  response.resume();
  await stopped;
  await expect(fetch(url)).rejects.toThrow();
});
