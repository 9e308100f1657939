import { beforeEach, describe, expect, test } from "vitest";
import { deployResources } from "../../src/engine/deploy.ts";
import { addNote } from "../../src/engine/notes.ts";
import { notesIn } from "../../src/engine/result.ts";
import { isTimeout } from "../../src/engine/wait.ts";
import { type FakeResource, type FakeStack, fakeStack, outcomesOf } from "./fake-stack.ts";

let fake: FakeStack;

beforeEach(() => {
  fake = fakeStack();
});

function deploy(...resources: readonly FakeResource[]) {
  return deployResources(resources, fake.clock, fake.listen);
}

function writes(): readonly string[] {
  return fake.calls.filter((call) => !call.startsWith("read "));
}

test("creates what is absent, updates what differs, and leaves the rest", async () => {
  fake.actual.set("old", "v0").set("same", "v1");
  const { results } = await deploy(fake.resource("new"), fake.resource("old"), fake.resource("same"));
  expect(outcomesOf(results)).toEqual({ new: "created", old: "updated", same: "unchanged" });
  expect(Object.fromEntries(fake.actual)).toEqual({ new: "v1", old: "v1", same: "v1" });
});

test("changes nothing in a second run", async () => {
  const resources = [fake.resource("one"), fake.resource("two")];
  await deploy(...resources);
  fake.calls.length = 0;
  const { results } = await deploy(...resources);
  expect(outcomesOf(results)).toEqual({ one: "unchanged", two: "unchanged" });
  expect(writes()).toEqual([]);
});

test("reads everything before it writes anything", async () => {
  const first = fake.resource("first");
  await deploy(first, fake.resource("second", { needs: [first] }), fake.resource("third"));
  const firstWrite = fake.calls.findIndex((call) => call.startsWith("create"));
  expect(fake.calls.slice(0, firstWrite).sort()).toEqual(["read first", "read second", "read third"]);
});

test("creates a resource after its needs, and independent ones concurrently", async () => {
  const table = fake.resource("table");
  const role = fake.resource("role");
  await deploy(fake.resource("function", { needs: [table, role] }), table, role);
  expect(writes()).toEqual([
    "create table",
    "create role",
    "created table",
    "created role",
    "create function",
    "created function",
  ]);
});

test("takes as long as the longest chain, not as the sum of all", async () => {
  const table = fake.resource("table", { seconds: 100 });
  const startedAt = fake.clock.now();
  await deploy(table, fake.resource("role", { seconds: 100 }), fake.resource("rule", { needs: [table], seconds: 50 }));
  expect(Math.round((fake.clock.now() - startedAt) / 10_000)).toBe(15);
});

describe("updateAfter", () => {
  test("holds an update back until the other resource is done", async () => {
    fake.actual.set("function", "v0");
    const record = fake.resource("record");
    await deploy(fake.resource("function", { updateAfter: [record] }), record);
    expect(writes()).toEqual(["create record", "created record", "update function", "updated function"]);
  });

  test("does not hold a creation back", async () => {
    const record = fake.resource("record", { seconds: 3 });
    await deploy(fake.resource("function", { updateAfter: [record] }), record);
    expect(writes()).toEqual(["create function", "create record", "created function", "created record"]);
  });

  test("skips the update if the other resource failed", async () => {
    fake.actual.set("function", "v0");
    const record = fake.resource("record", { create: () => Promise.reject(new Error("denied")) });
    const { results } = await deploy(fake.resource("function", { updateAfter: [record] }), record);
    expect(outcomesOf(results)).toEqual({ function: "skipped", record: "failed" });
  });
});

test("reads a resource again if something that it needs was changed", async () => {
  fake.actual.set("role", "v0").set("function", "v1").set("page", "v1");
  const role = fake.resource("role", {
    async update() {
      fake.actual.set("role", "v1").set("function", "broken by the role");
    },
  });
  const lambda = fake.resource("function", { needs: [role] });
  const { results } = await deploy(role, lambda, fake.resource("page"));
  expect(outcomesOf(results)).toEqual({ role: "updated", function: "updated", page: "unchanged" });
  expect(fake.calls.filter((call) => call === "read function")).toHaveLength(2);
  expect(fake.calls.filter((call) => call === "read page")).toHaveLength(1);
});

test("passes a resource the states of the resources that it needs", async () => {
  const api = fake.resource("api", { desired: "id-of-the-api" });
  let seen: unknown;
  const stage = fake.resource("stage", {
    needs: [api],
    async create({ stateOf }) {
      seen = stateOf(api);
      return "v1";
    },
  });
  await deploy(api, stage);
  expect(seen).toBe("id-of-the-api");
});

test("waits until a created resource is listed if its creation returned no state", async () => {
  let reads = 0;
  const table = fake.resource("table", {
    create: async () => undefined,
    read: async () => (++reads < 4 ? undefined : "v1"),
  });
  const { results } = await deploy(table);
  expect(outcomesOf(results)).toEqual({ table: "created" });
});

test("fails a created resource that is never listed, after a bounded wait", async () => {
  const { results } = await deploy(fake.resource("table", { create: async () => undefined }));
  expect(results[0]?.outcome).toBe("failed");
  expect(isTimeout(results[0]?.error)).toBe(true);
  expect(results[0]?.waits).toMatchObject([{ for: "the fake the-table to be listed" }]);
});

test("skips resources that need a failed one, directly or not, and finishes the rest", async () => {
  const role = fake.resource("role", { create: () => Promise.reject(new Error("denied")) });
  const lambda = fake.resource("function", { needs: [role] });
  const stage = fake.resource("stage", { needs: [lambda] });
  const { results } = await deploy(role, lambda, stage, fake.resource("table", { seconds: 60 }));
  expect(outcomesOf(results)).toEqual({ role: "failed", function: "skipped", stage: "skipped", table: "created" });
  expect(results.map(({ because }) => because)).toEqual([undefined, ["role"], ["function"], undefined]);
});

test("changes nothing if anything cannot be read", async () => {
  const unreadable = fake.resource("bucket", { read: () => Promise.reject(new Error("denied")) });
  const { results } = await deploy(fake.resource("table"), unreadable);
  expect(outcomesOf(results)).toEqual({ table: "skipped", bucket: "failed" });
  expect(writes()).toEqual([]);
});

test("changes nothing if the check after the read rejects the deploy", async () => {
  const rejection = new Error("deployed by a newer version");
  const deploying = deployResources([fake.resource("table")], fake.clock, fake.listen, () => {
    throw rejection;
  });
  await expect(deploying).rejects.toBe(rejection);
  expect(writes()).toEqual([]);
});

test("starts nothing after an abort, and skips what was waiting", async () => {
  const table = fake.resource("table", {
    async create() {
      fake.abort();
      await fake.clock.sleep(1000);
      return "v1";
    },
  });
  const { results } = await deploy(table, fake.resource("rule", { needs: [table] }));
  expect(outcomesOf(results)).toEqual({ table: "skipped", rule: "skipped" });
  expect(results.every(({ error }) => error === undefined)).toBe(true);
});

test("lets dependents start before the resource is ready", async () => {
  const lambda = fake.resource("function", {
    async create({ letDependentsStart }) {
      letDependentsStart();
      await fake.clock.sleep(10_000);
      fake.calls.push("ready function");
      return "v1";
    },
  });
  const { results } = await deploy(lambda, fake.resource("permission", { needs: [lambda] }));
  expect(writes()).toEqual(["create permission", "created permission", "ready function"]);
  const [early] = results;
  expect(early?.usableAt).toBeLessThan((early?.startedAt ?? 0) + (early?.milliseconds ?? 0));
});

test("lets a resource wait for others that it does not need", async () => {
  const slow = fake.resource("function", { seconds: 30 });
  const account = fake.resource("account", {
    async create({ waitFor }) {
      await waitFor([slow]);
      fake.calls.push("waited account");
      return "v1";
    },
  });
  await deploy(account, slow);
  expect(writes()).toEqual(["create function", "created function", "waited account"]);
});

test("retries the creation of a provisional resource, and then lets nothing start early", async () => {
  fake.actual.set("account", "none");
  const account = fake.resource("account", {
    needsRetry: (state) => state === "none",
    async create({ letDependentsStart }) {
      letDependentsStart();
      await fake.clock.sleep(20_000);
      return "a role";
    },
    diff: () => [],
  });
  const { results } = await deploy(account, fake.resource("stage", { needs: [account] }));
  expect(outcomesOf(results)).toMatchObject({ account: "created", stage: "created" });
  expect(results[0]?.usableAt).toBeUndefined();
});

test("reports a resource that stays provisional as unchanged", async () => {
  fake.actual.set("account", "none");
  const account = fake.resource("account", {
    needsRetry: (state) => state === "none",
    create: async () => "none",
    diff: () => [],
  });
  expect(outcomesOf((await deploy(account)).results)).toEqual({ account: "unchanged" });
});

test("reports the update of an obsolete resource as its removal", async () => {
  fake.actual.set("old", "v0");
  expect(outcomesOf((await deploy(fake.resource("old", { isObsolete: true }))).results)).toEqual({ old: "removed" });
});

test("keeps a resource's notes in its result, each once in the run", async () => {
  const create = async () => {
    addNote("AWS keeps a backup.");
    return "v1";
  };
  const { results } = await deploy(fake.resource("one", { create }), fake.resource("two", { create }));
  expect(results.map(({ notes }) => notes)).toEqual([["AWS keeps a backup."], ["AWS keeps a backup."]]);
  expect(notesIn(results)).toEqual(["AWS keeps a backup."]);
});

test("emits a start and an end for every resource", async () => {
  const role = fake.resource("role", { create: () => Promise.reject(new Error("denied")) });
  await deploy(fake.resource("table"), role, fake.resource("function", { needs: [role] }));
  expect(fake.events.map(({ type, id }) => `${type} ${id}`).sort()).toEqual([
    "resource.failed role",
    "resource.finished table",
    "resource.skipped function",
    "resource.started role",
    "resource.started table",
  ]);
});
