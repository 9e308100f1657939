import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateTableCommand, DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { unzipSync } from "fflate";
import { DEFAULT_MODEL, modelText } from "../../src/api/model/model.ts";
import { getBuiltInModel } from "../../src/api/model/read-model.ts";
import { type Load, measureLoad } from "./measure-load.ts";
import { PACKAGE_ROOT } from "./package-root.ts";

/** The packages of the peer. Version 3 of Serverless Framework is the last that runs without an account. */
const PEERS = ["serverless@3.40.0", "serverless-offline@13.9.0", "dynalite@4.0.0", "@aws-sdk/client-dynamodb@3.1164.0"];
const START_SECONDS = 60;
const ID = "0193a5b0-0000-7000-8000-000000000001";
const CREDENTIALS = { accessKeyId: "bench", secretAccessKey: "bench" };

/** The peer's results with a handler on the AWS SDK, as its users write it, and with todo-api's own handler. */
export interface PeerLoads {
  readonly sdkHandler: Load;
  readonly ownHandler: Load;
}

/** Measures GET /items/{id}, served by serverless-offline in one process with dynalite behind it. */
export async function measurePeer(): Promise<PeerLoads> {
  const folder = mkdtempSync(join(tmpdir(), "todo-api-peer-"));
  const tablePort = await freePort();
  let table: ChildProcess | undefined;
  try {
    install(folder);
    table = start(folder, ["node_modules/dynalite/cli.js", "--port", String(tablePort)]);
    await fillTable(tablePort);
    const sdkHandler = await loadOfHandler(folder, tablePort, SDK_HANDLER);
    const ownHandler = await loadOfHandler(folder, tablePort, ownCode());
    return { sdkHandler, ownHandler };
  } finally {
    table?.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function loadOfHandler(folder: string, tablePort: number, code: string): Promise<Load> {
  const [httpPort, lambdaPort] = await Promise.all([freePort(), freePort()]);
  writeFileSync(join(folder, "read.mjs"), code);
  writeProject(folder, httpPort, lambdaPort, tablePort);
  const offline = start(folder, ["node_modules/serverless/bin/serverless.js", "offline", "start"]);
  try {
    const url = `http://127.0.0.1:${httpPort}/items/${ID}`;
    await waitUntilServed(url);
    return await measureLoad(url);
  } finally {
    offline.kill("SIGKILL");
  }
}

const SDK_HANDLER = `
import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
const client = new DynamoDBClient({});
export async function handler(event) {
  const Key = { pk: { S: "item" }, id: { S: event.pathParameters.id } };
  const { Item } = await client.send(new GetItemCommand({ TableName: process.env.TABLE_NAME, Key, ConsistentRead: true }));
  const body = { id: Item.id.S, title: Item.title.S, completed: Item.completed.BOOL };
  return { statusCode: 200, headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
}
`;

function ownCode(): string {
  const zip = unzipSync(readFileSync(join(PACKAGE_ROOT, "dist", "handlers", "read.zip")));
  return Buffer.from(zip["index.mjs"] ?? "").toString("utf8");
}

function install(folder: string): void {
  writeFileSync(join(folder, "package.json"), '{"private":true}\n');
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  const { status, stderr } = spawnSync(npm, ["install", "--no-audit", "--no-fund", ...PEERS], {
    cwd: folder,
    encoding: "utf8",
    shell: process.platform === "win32",
  });
  if (status !== 0) throw new Error(`The peer could not be installed:\n${stderr}`);
}

function writeProject(folder: string, httpPort: number, lambdaPort: number, tablePort: number): void {
  const project = {
    service: "peer",
    frameworkVersion: "3",
    provider: {
      name: "aws",
      runtime: "nodejs20.x",
      region: "us-east-1",
      environment: {
        TABLE_NAME: "items",
        MODEL: modelText(getBuiltInModel(DEFAULT_MODEL)),
        AWS_REGION: "us-east-1",
        AWS_ENDPOINT_URL: `http://127.0.0.1:${tablePort}`,
        AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
        AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
      },
    },
    plugins: ["serverless-offline"],
    custom: {
      "serverless-offline": { useInProcess: true, noPrependStageInUrl: true, httpPort, lambdaPort, host: "127.0.0.1" },
    },
    functions: { read: { handler: "read.handler", events: [{ http: { path: "/items/{id}", method: "get" } }] } },
  };
  writeFileSync(join(folder, "serverless.json"), JSON.stringify(project));
}

function start(folder: string, args: readonly string[]): ChildProcess {
  const env = {
    ...process.env,
    SLS_TELEMETRY_DISABLED: "1",
    SLS_NOTIFICATIONS_MODE: "off",
    AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
  };
  return spawn(process.execPath, [...args], { cwd: folder, env, stdio: "ignore" });
}

async function fillTable(port: number): Promise<void> {
  const client = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: "us-east-1",
    credentials: CREDENTIALS,
    maxAttempts: 20,
  });
  const key = ["pk", "id"] as const;
  await client.send(
    new CreateTableCommand({
      TableName: "items",
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: key.map((AttributeName) => ({ AttributeName, AttributeType: "S" })),
      KeySchema: [
        { AttributeName: "pk", KeyType: "HASH" },
        { AttributeName: "id", KeyType: "RANGE" },
      ],
    }),
  );
  const text = (S: string) => ({ S });
  const now = text("2026-01-01T00:00:00.000Z");
  const Item = {
    pk: text("item"),
    id: text(ID),
    title: text("Buy milk"),
    completed: { BOOL: false },
    createdAt: now,
    updatedAt: now,
  };
  const put = () => client.send(new PutItemCommand({ TableName: "items", Item }));
  await waitUntil("dynalite's table", () =>
    put().then(
      () => true,
      () => false,
    ),
  );
}

async function waitUntilServed(url: string): Promise<void> {
  await waitUntil("serverless-offline", () =>
    fetch(url).then(
      ({ status }) => status === 200,
      () => false,
    ),
  );
}

async function waitUntil(what: string, check: () => Promise<boolean>): Promise<void> {
  for (let tenth = 0; tenth < START_SECONDS * 10; tenth += 1) {
    if (await check()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${what} did not respond within ${START_SECONDS} s.`);
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}
