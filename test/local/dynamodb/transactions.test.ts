import {
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestCloud, type TestCloud } from "../../support/local-cloud.ts";
import { keyOf, makeTable, TABLE } from "./todo-table.ts";

let cloud: TestCloud;
let dynamodb: DynamoDBClient;

beforeAll(async () => {
  cloud = await startTestCloud();
  dynamodb = new DynamoDBClient(cloud.clientConfig);
  await makeTable(dynamodb);
});
afterAll(() => cloud.stop());

const IS_NEW = "attribute_not_exists(pk)";
const put = (id: string, item: object = {}, more: object = {}): TransactWriteItem => ({
  Put: { TableName: TABLE, Item: { ...keyOf(id), ...item }, ...more },
});
const putBackwards = (id: string, item: object = {}, more: object = {}): TransactWriteItem => ({
  Put: { Item: { ...item, id: { S: id }, pk: { S: "items" } }, TableName: TABLE, ...more },
});
const setTitle = (id: string, title: string, more: object = {}): TransactWriteItem => ({
  Update: {
    TableName: TABLE,
    Key: keyOf(id),
    UpdateExpression: "SET title = :t",
    ExpressionAttributeValues: { ":t": { S: title } },
    ...more,
  },
});
const remove = (id: string, more: object = {}): TransactWriteItem => ({
  Delete: { TableName: TABLE, Key: keyOf(id), ...more },
});
const check = (id: string, ConditionExpression: string): TransactWriteItem => ({
  ConditionCheck: { TableName: TABLE, Key: keyOf(id), ConditionExpression },
});

function transact(items: TransactWriteItem[], ClientRequestToken?: string) {
  return dynamodb.send(new TransactWriteItemsCommand({ TransactItems: items, ClientRequestToken }));
}

async function titleOf(id: string): Promise<string | undefined> {
  const command = new GetItemCommand({ TableName: TABLE, Key: keyOf(id), ConsistentRead: true });
  const { Item } = await dynamodb.send(command);
  return Item && (Item["title"]?.S ?? "");
}

function reasonsOf(work: Promise<unknown>) {
  return work.then(
    () => expect.fail("the transaction was performed"),
    (error: unknown) =>
      error instanceof TransactionCanceledException ? error.CancellationReasons : expect.fail(`${error}`),
  );
}

test("all four kinds of parts are performed together", async () => {
  await transact([put("a", { title: { S: "old" } }), put("b")]);
  await transact([
    setTitle("a", "new"),
    remove("b"),
    put("c", {}, { ConditionExpression: IS_NEW }),
    check("d", IS_NEW),
  ]);
  expect([await titleOf("a"), await titleOf("b"), await titleOf("c"), await titleOf("d")]).toEqual([
    "new",
    undefined,
    "",
    undefined,
  ]);
});

test("one failed condition cancels all; each part has its reason, with the item if requested", async () => {
  await transact([put("there", { title: { S: "mine" } })]);
  const asked = { ConditionExpression: IS_NEW, ReturnValuesOnConditionCheckFailure: "ALL_OLD" };
  const work = transact([
    put("e"),
    put("there", {}, asked),
    setTitle("f", "x"),
    check("nobody", "attribute_exists(pk)"),
  ]);
  expect(await reasonsOf(work)).toEqual([
    { Code: "None" },
    {
      Code: "ConditionalCheckFailed",
      Message: "The conditional request failed",
      Item: { ...keyOf("there"), title: { S: "mine" } },
    },
    { Code: "None" },
    { Code: "ConditionalCheckFailed", Message: "The conditional request failed" },
  ]);
  await expect(work).rejects.toThrow(
    "Transaction cancelled, please refer cancellation reasons for specific reasons [None, ConditionalCheckFailed, None, ConditionalCheckFailed]",
  );
  expect([await titleOf("e"), await titleOf("there"), await titleOf("f")]).toEqual([undefined, "mine", undefined]);
});

test("rolls back what a canceled transaction had changed or deleted", async () => {
  await transact([put("g", { title: { S: "g" } }), put("h", { title: { S: "h" } })]);
  await reasonsOf(transact([setTitle("g", "changed"), remove("h"), check("i", "attribute_exists(pk)")]));
  expect([await titleOf("g"), await titleOf("h")]).toEqual(["g", "h"]);
});

test("an update that does not fit the item cancels the transaction", async () => {
  await transact([put("n", { title: { S: "text" } })]);
  const more = { UpdateExpression: "SET title = title + :t", ExpressionAttributeValues: { ":t": { N: "1" } } };
  expect(await reasonsOf(transact([put("o"), setTitle("n", "", more)]))).toEqual([
    { Code: "None" },
    { Code: "ValidationError", Message: "An operand in the update expression has an incorrect data type" },
  ]);
  expect(await titleOf("o")).toBeUndefined();
});

test.each<readonly [string, TransactWriteItem[], string, RegExp]>([
  ["the same item twice", [put("s"), remove("s")], "ValidationException", /multiple operations on one item/],
  ["two kinds in one part", [{ ...put("s"), ...remove("t") }], "ValidationException", /only contain one of/],
  ["a part without a kind", [{}], "ValidationException", /only contain one of/],
  ["no parts", [], "ValidationException", /greater than or equal to 1/],
  [
    "101 parts",
    Array.from({ length: 101 }, (_, n) => put(`many${n}`)),
    "ValidationException",
    /less than or equal to 100/,
  ],
  [
    "a condition that does not parse",
    [put("s"), check("t", "attribute_exists(")],
    "ValidationException",
    /Invalid ConditionExpression/,
  ],
  [
    "a table that does not exist",
    [put("s"), { Delete: { TableName: "none", Key: keyOf("x") } }],
    "ResourceNotFoundException",
    /not found/,
  ],
])("%s is rejected, and nothing is written", async (_what, items, name, message) => {
  await expect(transact(items)).rejects.toMatchObject({ name, message: expect.stringMatching(message) });
  expect(await titleOf("s")).toBeUndefined();
});

test("performs a transaction once per token, and rejects another one with the same token", async () => {
  const create = [put("once", { title: { S: "first" } }, { ConditionExpression: IS_NEW })];
  await transact(create, "token-1");
  await transact([setTitle("once", "changed")]);
  await transact(create, "token-1");
  // The same transaction with the attributes in another order.
  await transact([putBackwards("once", { title: { S: "first" } }, { ConditionExpression: IS_NEW })], "token-1");
  expect(await titleOf("once")).toBe("changed");
  await expect(transact([remove("once")], "token-1")).rejects.toMatchObject({
    name: "IdempotentParameterMismatchException",
  });
  expect(await titleOf("once")).toBe("changed");
  await reasonsOf(transact(create, "token-2"));
  await transact([remove("once")]);
  await transact(create, "token-2");
  expect(await titleOf("once")).toBe("first");
});

test("no reader sees a transaction half done, and conflicting transactions never both succeed", async () => {
  const ids = ["left", "right"];
  await transact(ids.map((id) => put(id, { title: { S: "0" } })));
  let isOver = false;
  const seen = (async () => {
    const pairs: string[] = [];
    while (!isOver) {
      const KeyConditionExpression = "pk = :pk AND id BETWEEN :left AND :right";
      const values = { ":pk": { S: "items" }, ":left": { S: "left" }, ":right": { S: "right" } };
      const asked = {
        TableName: TABLE,
        KeyConditionExpression,
        ExpressionAttributeValues: values,
        ConsistentRead: true,
      };
      const { Items = [] } = await dynamodb.send(new QueryCommand(asked));
      const titles = Items.filter(({ id }) => ids.includes(id?.S ?? "")).map(({ title }) => title?.S);
      pairs.push(titles.join());
    }
    return pairs;
  })();
  for (let round = 1; round <= 20; round += 1) {
    const same = ids.map((id) => setTitle(id, String(round)));
    const claim = (owner: string) =>
      transact([
        put(`claim${round}`, { title: { S: owner } }, { ConditionExpression: IS_NEW }),
        put(`of-${owner}${round}`),
      ]);
    const [, ...claims] = await Promise.allSettled([transact(same), claim("a"), claim("b"), claim("c")]);
    expect(claims.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    const owners = await Promise.all(
      ["a", "b", "c"].map(async (owner) => ((await titleOf(`of-${owner}${round}`)) === undefined ? [] : [owner])),
    );
    expect(owners.flat()).toEqual([await titleOf(`claim${round}`)]);
  }
  isOver = true;
  for (const pair of await seen) expect(pair).toMatch(/^(\d+),\1$/);
});

test("each part requires the permission for its own kind", async () => {
  const allow = (Action: readonly string[]) =>
    new DynamoDBClient({
      ...cloud.clientConfig,
      credentials: cloud.addUser([
        JSON.stringify({
          Version: "2012-10-17",
          Statement: [{ Effect: "Allow", Action, Resource: `arn:aws:dynamodb:*:*:table/${TABLE}` }],
        }),
      ]),
    });
  const ask = (client: DynamoDBClient, items: TransactWriteItem[]) =>
    client.send(new TransactWriteItemsCommand({ TransactItems: items }));
  await ask(allow(["dynamodb:PutItem"]), [put("p")]);
  for (const [items, action] of [
    [[put("q"), setTitle("r", "x")], "UpdateItem"],
    [[put("q"), remove("r")], "DeleteItem"],
    [[put("q"), check("r", IS_NEW)], "ConditionCheckItem"],
  ] as const)
    await expect(ask(allow(["dynamodb:PutItem", "dynamodb:TransactWriteItems"]), [...items])).rejects.toMatchObject({
      name: "AccessDeniedException",
      message: expect.stringContaining(`dynamodb:${action}`),
    });
  expect(await titleOf("q")).toBeUndefined();
  await dynamodb.send(new PutItemCommand({ TableName: TABLE, Item: keyOf("q") }));
});
