import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DynamoDBClient, PutItemCommand, paginateScan, TransactWriteItemsCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { keyOf, makeTable, TABLE } from "../local/dynamodb/todo-table.ts";
import { startTestCloud, type TestCloud } from "../support/local-cloud.ts";

const folder = mkdtempSync(join(tmpdir(), "todo-api-full-"));
/** Only root may mount, and only Linux has this file system. */
const canMount =
  process.platform === "linux" && spawnSync("mount", ["-t", "tmpfs", "-o", "size=16m", "tmpfs", folder]).status === 0;

describe.skipIf(!canMount)("a full disk (skipped where no small file system can be mounted)", () => {
  let cloud: TestCloud;
  let dynamodb: DynamoDBClient;
  beforeAll(async () => {
    cloud = await startTestCloud({ directory: join(folder, "local") });
    dynamodb = new DynamoDBClient(cloud.clientConfig);
    await makeTable(dynamodb);
  });
  afterAll(async () => {
    await cloud.stop();
    spawnSync("umount", [folder]);
    rmSync(folder, { recursive: true, force: true });
  });

  const text = { S: "x".repeat(50_000) };
  const put = (id: string) => dynamodb.send(new PutItemCommand({ TableName: TABLE, Item: { ...keyOf(id), text } }));
  const putTwo = (id: string) =>
    dynamodb.send(
      new TransactWriteItemsCommand({
        TransactItems: [`${id}-1`, `${id}-2`].map((one) => ({
          Put: { TableName: TABLE, Item: { ...keyOf(one), text } },
        })),
      }),
    );
  const stored = async () => {
    const found = new Set<string | undefined>();
    const scan = { TableName: TABLE, ConsistentRead: true, ProjectionExpression: "id" };
    for await (const { Items = [] } of paginateScan({ client: dynamodb }, scan))
      for (const { id } of Items) found.add(id?.S);
    return found;
  };
  const freeBytes = () => statfsSync(folder).bavail * statfsSync(folder).bsize;

  it("fails the write with a 500, keeps everything that was acknowledged, and accepts writes again when there is space", async () => {
    const acknowledged = new Set<string>();
    const filler = join(folder, "filler");
    writeFileSync(filler, Buffer.alloc(Math.max(0, freeBytes() - 1_500_000)));
    let failures = 0;
    for (let at = 0; at < 42; at += 1) {
      const id = `item-${at}`;
      const isPair = at % 3 === 0;
      const isDone = await (isPair ? putTwo(id) : put(id)).then(
        () => true,
        (error: unknown) => {
          expect(error).toMatchObject({ $metadata: { httpStatusCode: 500 } });
          return false;
        },
      );
      if (!isDone) failures += 1;
      else for (const one of isPair ? [`${id}-1`, `${id}-2`] : [id]) acknowledged.add(one);
    }
    expect(failures).toBeGreaterThan(0);
    expect(acknowledged.size).toBeGreaterThan(0);
    rmSync(filler);
    await putTwo("last");
    const found = await stored();
    for (const id of acknowledged) expect(found).toContain(id);
    for (let at = 0; at < 42; at += 3) expect(found.has(`item-${at}-1`)).toBe(found.has(`item-${at}-2`));
    process.stdout.write(`full disk: ${failures} writes failed, ${acknowledged.size} acknowledged and found\n`);
  });
});
