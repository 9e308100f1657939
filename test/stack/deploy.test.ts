import { afterAll, beforeAll, expect, test } from "vitest";
import { destroyResources } from "../../src/engine/destroy.ts";
import { findLeftovers } from "../../src/resources/leftovers.ts";
import { runStack } from "../../src/stack/run-stack.ts";
import { connect, stackFor, startStack, type TestStack } from "../support/stack.ts";

let deployed: TestStack;

beforeAll(async () => {
  deployed = await startStack();
});
afterAll(() => deployed.stop());

test("a deployed stack serves its API and its website", async () => {
  const created = await fetch(`${deployed.apiUrl}/items`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ title: "Buy milk" }),
  });
  expect(created.status).toBe(201);
  const item: { id: string; url: string } = JSON.parse(await created.text());
  expect(item.url).toBe(`${deployed.apiUrl}/items/${item.id}`);
  const listed = await fetch(`${deployed.apiUrl}/items`);
  expect(await listed.json()).toEqual([item]);
  const page = await fetch(deployed.websiteUrl);
  expect(page.status).toBe(200);
  expect(await page.text()).toContain(new URL(deployed.apiUrl).origin);
});

test("serves the page and its files as public objects", async () => {
  const types = {
    "index.html": "text/html; charset=utf-8",
    "app.js": "text/javascript; charset=utf-8",
    "style.css": "text/css; charset=utf-8",
    "favicon.svg": "image/svg+xml",
    "config.json": "application/json; charset=utf-8",
  };
  const responses = await Promise.all(
    Object.keys(types).map(async (file) => {
      const response = await fetch(new URL(file, deployed.objectUrl));
      expect(response.status).toBe(200);
      const website = await fetch(new URL(file, deployed.websiteUrl));
      expect(await response.text()).toBe(await website.text());
      return [file, response.headers.get("content-type")];
    }),
  );
  expect(Object.fromEntries(responses)).toEqual(types);
});

test("a second deploy changes nothing and makes no mutating call", async () => {
  deployed.test.forgetCalls();
  const cloud = await connect(deployed.test);
  const { results } = await runStack(stackFor(cloud), cloud, () => {});
  expect(results.map(({ id, outcome }) => [id, outcome])).toEqual(results.map(({ id }) => [id, "unchanged"]));
  expect(deployed.test.calls().filter(({ readOnly }) => !readOnly)).toEqual([]);
});

test("destroys a stack completely, with the longest names too, and a second destroy finds nothing", async () => {
  const fresh = await startStack({ app: "customer-records-api", stage: "production" });
  try {
    const results = await destroyResources(fresh.stack.resources, fresh.cloud, () => {});
    expect(results.filter(({ outcome }) => outcome === "failed")).toEqual([]);
    expect(await findLeftovers(fresh.stack, fresh.cloud)).toEqual([]);
    const again = await destroyResources(fresh.stack.resources, fresh.cloud, () => {});
    expect(again.map(({ outcome }) => outcome)).toEqual(again.map(() => "absent"));
  } finally {
    await fresh.stop();
  }
});
