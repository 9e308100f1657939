import { PutItemCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, expect, test } from "vitest";
import { toRecord } from "../../handlers/item.ts";
import { clockOf } from "../../src/engine/clock.ts";
import { EXIT } from "../../src/errors.ts";
import { sleep } from "../../src/io.ts";
import { createApiSender } from "../../src/items/api-sender.ts";
import { createItemsApi, type ItemsApi } from "../../src/items/items-api.ts";
import { startStack, type TestStack } from "../support/stack.ts";

let deployed: TestStack;

beforeAll(async () => {
  deployed = await startStack();
});
afterAll(() => deployed.stop());

function openApi(): ItemsApi {
  const clock = clockOf({ now: Date.now, sleep }, new AbortController().signal);
  return createItemsApi(
    createApiSender({ ...clock, fetchFor: async () => fetch }, async () => ({
      url: deployed.apiUrl,
      auth: "none" as const,
    })),
  );
}

test("adds, reads, changes and deletes an item", async () => {
  const api = openApi();
  const { item: added } = await api.add({ title: "Buy milk", order: 5 });
  expect(added).toMatchObject({ title: "Buy milk", completed: false, order: 5 });
  expect(await api.get(added.id)).toEqual(added);
  const changed = await api.update(added.id, { completed: true, order: null });
  expect(changed).toMatchObject({ id: added.id, completed: true });
  expect(changed).not.toHaveProperty("order");
  await api.remove(added.id);
  await expect(api.get(added.id)).rejects.toMatchObject({ code: "api-error", exitCode: EXIT.api });
});

test("lists all pages in the order of creation", async () => {
  const ids = Array.from({ length: 1_101 }, (_, index) => `019a1b2c-0000-7000-8000-${String(index).padStart(12, "0")}`);
  await put(ids);
  const api = openApi();
  expect((await api.list()).items.map(({ id }) => id)).toEqual(ids);
  expect(await api.list({ limit: 1_050 })).toMatchObject({ items: { length: 1_050 }, hasMore: true });
  const { items } = await api.list({ limit: 3 });
  expect(items.map(({ id }) => id)).toEqual(ids.slice(0, 3));
  expect((await api.list({ limit: 1_101 })).hasMore).toBe(false);
});

async function put(ids: readonly string[]): Promise<void> {
  const at = "2026-01-02T03:04:05.678Z";
  const puts = ids.map((id) => {
    const Item = toRecord({
      id,
      fields: { title: `Item ${id}`, completed: false },
      version: 1,
      createdAt: at,
      updatedAt: at,
    });
    return () => deployed.cloud.dynamodb.send(new PutItemCommand({ TableName: "todo-api-dev", Item: { ...Item } }));
  });
  while (puts.length > 0) await Promise.all(puts.splice(0, 50).map((send) => send()));
}
