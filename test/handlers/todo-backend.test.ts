import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { startStack, type TestStack } from "../support/stack.ts";
import { type ApiResponse, call } from "./client.ts";

// The contract of https://todobackend.com: the collection's URL is the root.

interface Todo {
  readonly title: string;
  readonly completed: boolean;
  readonly order?: number;
  readonly url: string;
}

let deployed: TestStack;
let root: string;

beforeAll(async () => {
  deployed = await startStack();
  root = `${deployed.apiUrl}/items`;
});
afterAll(() => deployed.stop());

const todoOf = ({ body }: ApiResponse) => body as Todo;
const list = async () => (await call("GET", root)).body as readonly Todo[];
const make = async (value: object) => todoOf(await call("POST", root, value));

describe("the root", () => {
  test("returns the list to GET, even to a page of another origin", async () => {
    const { status, headers } = await call("GET", root, undefined, { origin: "https://www.todobackend.com" });
    expect(status).toBe(200);
    expect(headers.get("access-control-allow-origin")).toBe("*");
  });

  test("returns the new to-do item to POST", async () => {
    expect(await make({ title: "walk the dog" })).toMatchObject({ title: "walk the dog" });
  });

  test("accepts DELETE", async () => {
    expect((await call("DELETE", root)).status).toBeLessThan(300);
  });

  test("lists nothing after a DELETE", async () => {
    await make({ title: "soon gone" });
    await call("DELETE", root);
    expect(await list()).toEqual([]);
  });
});

describe("a to-do", () => {
  beforeEach(() => call("DELETE", root));

  test("is in the list after POST", async () => {
    await make({ title: "walk the dog" });
    expect(await list()).toMatchObject([{ title: "walk the dog" }]);
  });

  test("is not completed at first, in the response and in the list", async () => {
    expect((await make({ title: "blah" })).completed).toBe(false);
    expect((await list()).map(({ completed }) => completed)).toEqual([false]);
  });

  test("has a URL, in the response and in the list", async () => {
    expect(typeof (await make({ title: "blah" })).url).toBe("string");
    expect((await list()).map(({ url }) => typeof url)).toEqual(["string"]);
  });

  test("can be read at its URL", async () => {
    const made = await make({ title: "my todo" });
    expect(todoOf(await call("GET", made.url))).toMatchObject({ title: "my todo" });
  });

  test("can be found from the list, even when two are created concurrently", async () => {
    await Promise.all([make({ title: "walk the dog" }), make({ title: "walk the cat" })]);
    const todos = await list();
    expect(todos).toHaveLength(2);
    const [first] = todos;
    expect(todoOf(await call("GET", first?.url ?? ""))).toMatchObject({ title: first?.title });
  });

  test("changes its title", async () => {
    const { url } = await make({ title: "initial title" });
    expect(todoOf(await call("PATCH", url, { title: "bathe the cat" })).title).toBe("bathe the cat");
  });

  test("changes whether it is completed", async () => {
    const { url } = await make({ title: "t" });
    expect(todoOf(await call("PATCH", url, { completed: true })).completed).toBe(true);
  });

  test("keeps its changes, at its URL and in the list", async () => {
    const { url } = await make({ title: "t" });
    const changed = { title: "changed title", completed: true };
    await call("PATCH", url, changed);
    expect(todoOf(await call("GET", url))).toMatchObject(changed);
    expect(await list()).toMatchObject([changed]);
  });

  test("can be deleted, which empties the list", async () => {
    const { url } = await make({ title: "t" });
    await call("DELETE", url);
    expect(await list()).toEqual([]);
  });

  test("can be created with an order", async () => {
    expect((await make({ title: "blah", order: 523 })).order).toBe(523);
  });

  test("changes its order", async () => {
    const { url } = await make({ title: "blah", order: 10 });
    expect(todoOf(await call("PATCH", url, { order: 95 })).order).toBe(95);
  });

  test("keeps its changed order", async () => {
    const { url } = await make({ title: "blah", order: 10 });
    await call("PATCH", url, { order: 95 });
    expect(todoOf(await call("GET", url)).order).toBe(95);
  });
});
