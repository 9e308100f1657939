import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { startStack, type TestStack } from "../support/stack.ts";
import { type Answer, call } from "./client.ts";

// The contract of todobackend.com, in our words: the collection's URL is the root of everything.

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

const todoOf = ({ body }: Answer) => body as Todo;
const list = async () => (await call("GET", root)).body as readonly Todo[];
const make = async (value: object) => todoOf(await call("POST", root, value));

describe("the root", () => {
  test("answers GET, to a page of another origin too", async () => {
    const { status, headers } = await call("GET", root, undefined, { origin: "https://www.todobackend.com" });
    expect(status).toBe(200);
    expect(headers.get("access-control-allow-origin")).toBe("*");
  });

  test("answers POST with the to-do that was sent", async () => {
    expect(await make({ title: "walk the dog" })).toMatchObject({ title: "walk the dog" });
  });

  test("answers DELETE", async () => {
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

  test("is listed once it was posted", async () => {
    await make({ title: "walk the dog" });
    expect(await list()).toMatchObject([{ title: "walk the dog" }]);
  });

  test("is not completed at first, in the answer and in the list", async () => {
    expect((await make({ title: "blah" })).completed).toBe(false);
    expect((await list()).map(({ completed }) => completed)).toEqual([false]);
  });

  test("has a URL, in the answer and in the list", async () => {
    expect(typeof (await make({ title: "blah" })).url).toBe("string");
    expect((await list()).map(({ url }) => typeof url)).toEqual(["string"]);
  });

  test("is at its URL", async () => {
    const made = await make({ title: "my todo" });
    expect(todoOf(await call("GET", made.url))).toMatchObject({ title: "my todo" });
  });

  test("can be found from the list, also when two are made at once", async () => {
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

  test("changes its completedness", async () => {
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

  test("can be deleted, and the list is empty then", async () => {
    const { url } = await make({ title: "t" });
    await call("DELETE", url);
    expect(await list()).toEqual([]);
  });

  test("can be made with an order", async () => {
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
