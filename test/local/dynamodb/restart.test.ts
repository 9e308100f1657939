import { cpSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  DescribeTableCommand,
  DynamoDBClient,
  GetItemCommand,
  ListTagsOfResourceCommand,
  PutItemCommand,
  ScanCommand,
} from "@aws-sdk/client-dynamodb";
import { afterEach, beforeEach, expect, it } from "vitest";
import { claimState } from "../../../src/daemon/state-owner.ts";
import { EXIT } from "../../../src/errors.ts";
import { startTestCloud } from "../../support/local-cloud.ts";
import { makeFolder, runBin } from "../../support/run.ts";
import { keyOf, makeTable, TABLE } from "./todo-table.ts";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "todo-api-dynamodb-"));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

it("finds tables, tags and items again after a restart, and keeps regions apart", async () => {
  const before = await startTestCloud({ directory });
  const dynamodb = new DynamoDBClient(before.clientConfig);
  const elsewhere = new DynamoDBClient({ ...before.clientConfig, region: "us-east-1" });
  await makeTable(dynamodb, { Tags: [{ Key: "a", Value: "b" }], DeletionProtectionEnabled: true });
  await makeTable(elsewhere);
  const Item = { ...keyOf("1"), title: { S: "kept" } };
  await dynamodb.send(new PutItemCommand({ TableName: TABLE, Item }));
  await before.stop();

  const after = await startTestCloud({ directory });
  const again = new DynamoDBClient(after.clientConfig);
  const { Table } = await again.send(new DescribeTableCommand({ TableName: TABLE }));
  expect(Table).toMatchObject({ TableStatus: "ACTIVE", DeletionProtectionEnabled: true });
  const tags = await again.send(new ListTagsOfResourceCommand({ ResourceArn: Table?.TableArn }));
  expect(tags.Tags).toEqual([{ Key: "a", Value: "b" }]);
  const read = { TableName: TABLE, Key: keyOf("1") };
  expect((await again.send(new GetItemCommand(read))).Item).toEqual(Item);
  const inOtherRegion = new DynamoDBClient({ ...after.clientConfig, region: "us-east-1" });
  expect((await inOtherRegion.send(new GetItemCommand(read))).Item).toBeUndefined();
  await after.stop();
});

it("reports a damaged store at its start, changes nothing, and starts with empty tables once the folder is deleted", async () => {
  const cwd = await makeFolder();
  const local = join(cwd, ".todo-api", "local");
  const folder = join(local, "tables", "eu-west-1");
  mkdirSync(local, { recursive: true });
  claimState(local);
  const withCloud = async (work: (dynamodb: DynamoDBClient) => Promise<unknown>) => {
    const cloud = await startTestCloud({ directory: local });
    await work(new DynamoDBClient(cloud.clientConfig)).finally(() => cloud.stop());
  };
  const put = (dynamodb: DynamoDBClient) =>
    dynamodb.send(new PutItemCommand({ TableName: TABLE, Item: { ...keyOf("1"), title: { S: "kept" } } }));
  const count = async (dynamodb: DynamoDBClient) =>
    (await dynamodb.send(new ScanCommand({ TableName: TABLE, ConsistentRead: true }))).Count;
  await withCloud(async (dynamodb) => {
    await makeTable(dynamodb);
    await put(dynamodb);
  });
  // LevelDB writes the items into a separate file when it is opened again.
  await withCloud(async (dynamodb) => expect(await count(dynamodb)).toBe(1));
  const intact = join(cwd, "intact");
  cpSync(folder, intact, { recursive: true });
  for (const damage of [damageIndex, removeIndex, damageItems]) {
    damage(folder);
    const items = itemFiles(folder);
    await expect(startTestCloud({ directory: local }), damage.name).rejects.toThrow(
      /^the folder .*tables.* cannot be used \(.*\)\. Restore it from a backup, or move it elsewhere to start with empty tables \(todo-api-dev\); everything else is kept\.$/,
    );
    expect(itemFiles(folder)).toEqual(items);
    rmSync(folder, { recursive: true });
    cpSync(intact, folder, { recursive: true });
  }
  await withCloud(async (dynamodb) => expect(await count(dynamodb)).toBe(1));
  damageIndex(folder);
  expect(await runBin(["local", "start"], { cwd })).toMatchObject({
    code: EXIT.failure,
    stderr: expect.stringContaining(
      "Restore it from a backup, or move it elsewhere to start with empty tables (todo-api-dev)",
    ),
  });
  rmSync(folder, { recursive: true });
  await withCloud(async (dynamodb) => {
    expect(await count(dynamodb)).toBe(0);
    await put(dynamodb);
    expect(await count(dynamodb)).toBe(1);
  });
});

function damageIndex(folder: string): void {
  writeFileSync(join(folder, "CURRENT"), "damaged");
}

function removeIndex(folder: string): void {
  rmSync(join(folder, "CURRENT"));
}

function damageItems(folder: string): void {
  for (const file of itemFiles(folder))
    writeFileSync(join(folder, file), Buffer.alloc(statSync(join(folder, file)).size, 7));
}

function itemFiles(folder: string): readonly string[] {
  return readdirSync(folder).filter((name) => name.endsWith(".ldb"));
}
