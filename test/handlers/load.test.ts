import { execFile } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { Worker } from "node:worker_threads";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bundle } from "../../src/build/bundle.ts";

const NAMES = ["create", "read", "update", "delete"];
// A process that does not exit is killed before the test times out.
const LONGEST_RUN_MS = 4_000;
const READ_UNKNOWN = {
  httpMethod: "GET",
  resource: "/items/{id}",
  pathParameters: { id: "019f0000-0000-7000-8000-000000000000" },
  requestContext: { requestId: "r-1" },
};

let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "todo-api-"));
  for (const name of NAMES) {
    await mkdir(path.join(folder, name));
    await writeFile(path.join(folder, name, "index.mjs"), (await bundle(name)).code);
  }
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

describe.each(NAMES)("the %s function's bundle", (name) => {
  test("loads with an empty environment, prints nothing and lets its process exit", async () => {
    const script = `const { handler } = await import("${urlOf(name)}"); console.log(typeof handler);`;
    expect(await runNode(script, {})).toEqual({ stdout: "function\n", stderr: "" });
  });

  test("loads in a worker thread and lets it exit", async () => {
    const worker = new Worker(new URL(urlOf(name)), { env: {} });
    const ended = once(worker, "exit", { signal: AbortSignal.timeout(LONGEST_RUN_MS) });
    expect(await ended.finally(() => worker.terminate())).toEqual([0]);
  });
});

describe("a function that called the table", () => {
  test("uses one connection for all calls, and lets its process exit while it is open", async () => {
    const connections = { count: 0 };
    const table = await startTable(200, connections);
    const script = `const { handler } = await import("${urlOf("read")}");
      for (const n of [1, 2]) console.log((await handler(${JSON.stringify(READ_UNKNOWN)})).statusCode);`;
    const { stdout } = await runNode(script, environmentFor(table)).finally(() => stop(table));
    expect(stdout).toBe("404\n404\n");
    expect(connections.count).toBe(1);
  });
});

describe("a function whose table fails", () => {
  test("returns 503 and logs an Error whose class has its name from the source", async () => {
    const table = await startTable(500);
    const script = `const { handler } = await import("${urlOf("read")}");
      console.error = (text, error) => console.log(text, error instanceof Error, error.constructor.name);
      console.log((await handler(${JSON.stringify(READ_UNKNOWN)})).statusCode);`;
    const { stdout } = await runNode(script, environmentFor(table)).finally(() => stop(table));
    expect(stdout).toBe("GET /items/{id} failed (request r-1): true Problem\n503\n");
  });
});

test("a clearing that runs out of time counts the items that it deleted", async () => {
  const item = { pk: { S: "items" }, id: { S: "one" } };
  const table = await startTable(200, { count: 0 }, JSON.stringify({ Items: [item], LastEvaluatedKey: item }));
  const script = `const { handler } = await import("${urlOf("delete")}");
    for (const left of [[9000, 0], [9000, 9000, 0]]) {
      const event = { httpMethod: "DELETE", resource: "/items" };
      const { statusCode, body } = await handler(event, { getRemainingTimeInMillis: () => left.shift() });
      console.log(statusCode, JSON.parse(body).detail);
    }`;
  const { stdout } = await runNode(script, environmentFor(table)).finally(() => stop(table));
  const ending = "deleted before time ran out; send the same request again.";
  expect(stdout).toBe(`503 1 item was ${ending}\n503 2 items were ${ending}\n`);
});

describe("what a function logs about a table that fails", () => {
  const quoting = (name: string) => JSON.stringify({ __type: `com.amazon#${name}`, message: "cannot convert SECRET" });

  test.each([
    [400, quoting("ValidationException"), 500],
    [400, quoting("SerializationException"), 500],
    [403, "<html>SECRET</html>", 500],
    [500, "<html>SECRET</html>", 503],
    [200, '{"Item": SECRET', 503],
  ])("contains nothing of a %s response %s", async (status, body, expected) => {
    const table = await startTable(status, { count: 0 }, body);
    const script = `const { handler } = await import("${urlOf("read")}");
      console.log((await handler(${JSON.stringify(READ_UNKNOWN)})).statusCode);`;
    const { stdout, stderr } = await runNode(script, environmentFor(table)).finally(() => stop(table));
    expect(stdout).toBe(`${expected}\n`);
    expect(stderr).toContain("GET /items/{id} failed");
    expect(stderr).not.toContain("SECRET");
  });
});

// Responds to every call with an empty object, which means "not found" for GetItem, and keeps connections open.
async function startTable(status: number, connections = { count: 0 }, body = "{}"): Promise<Server> {
  const server = createServer({ keepAliveTimeout: 0 }, (request, response) => {
    request.resume().on("end", () => response.writeHead(status).end(body));
  });
  server.on("connection", () => {
    connections.count += 1;
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return server;
}

function environmentFor(table: Server): Readonly<Record<string, string>> {
  const address = table.address();
  if (address === null || typeof address === "string")
    throw new Error("The table's server is not listening on a port.");
  return {
    AWS_REGION: "eu-west-1",
    AWS_ACCESS_KEY_ID: "AKIDEXAMPLE",
    AWS_SECRET_ACCESS_KEY: "example",
    AWS_ENDPOINT_URL: `http://127.0.0.1:${address.port}`,
    TABLE_NAME: "todo-api-dev",
    MODEL: readFileSync(new URL("../../handlers/models/todo.json", import.meta.url), "utf8"),
  };
}

async function stop(server: Server): Promise<void> {
  server.closeAllConnections();
  server.close();
  await once(server, "close");
}

// Windows needs SystemRoot to open a socket.
async function runNode(
  script: string,
  environment: Readonly<Record<string, string>>,
): Promise<{ readonly stdout: string; readonly stderr: string }> {
  const env = { SystemRoot: process.env["SystemRoot"], ...environment };
  return promisify(execFile)(process.execPath, ["--input-type=module", "--eval", script], {
    env,
    timeout: LONGEST_RUN_MS,
  });
}

function urlOf(name: string): string {
  return pathToFileURL(path.join(folder, name, "index.mjs")).href;
}
