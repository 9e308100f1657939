import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type RunningLocalCloud, startLocalCloud } from "../../src/local/start-local-cloud.ts";

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "todo-api-cloud-"));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

test("a start that fails because of broken state leaves the port free", async () => {
  const port = await freePort();
  await writeFile(join(directory, "s3.json"), "{");
  await expect(startLocalCloud({ directory, port })).rejects.toThrow("s3.json is damaged");
  await expectFree(port);
});

test("a start that fails because its APIs cannot be opened leaves the port free", async () => {
  const port = await freePort();
  const definition = { binaryMediaTypes: [], resources: [], models: {} };
  const api = { id: "a", name: "a", tags: {}, definition, deployments: {}, stages: {}, port: 65_536 };
  const state = { regions: { "eu-west-1": { restApis: { a: api } } } };
  await writeFile(join(directory, "apigateway.json"), JSON.stringify(state));
  await expect(startLocalCloud({ directory, port })).rejects.toThrow(RangeError);
  await expectFree(port);
});

test("responds to a stop request first, and calls back to stop", async () => {
  let asked = () => {};
  const stopRequested = new Promise<void>((resolve) => {
    asked = resolve;
  });
  const running = await startLocalCloud({ onStop: () => asked() });
  try {
    expect(await requestStop(running)).toBe(202);
    await stopRequested;
  } finally {
    await running.stop();
  }
});

test("rejects a stop request without a callback", async () => {
  const running = await startLocalCloud();
  try {
    expect(await requestStop(running)).toBe(404);
  } finally {
    await running.stop();
  }
});

async function requestStop({ port, token }: RunningLocalCloud): Promise<number> {
  const response = await fetch(`http://127.0.0.1:${port}/_local/stop`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}` },
  });
  return response.status;
}

async function expectFree(port: number): Promise<void> {
  expect(await listenOnce(port)).toBe(port);
}

function freePort(): Promise<number> {
  return listenOnce(0);
}

async function listenOnce(port: number): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen({ port, host: "127.0.0.1", exclusive: true }, resolve);
  });
  const address = server.address();
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return typeof address === "object" && address ? address.port : port;
}
