import { beforeEach, expect, test } from "vitest";
import { destroyResources } from "../../src/engine/destroy.ts";
import { FOREIGN_RESOURCE } from "../../src/engine/foreign-resource.ts";
import { EXIT, TodoApiError } from "../../src/errors.ts";
import { type FakeResource, type FakeWorld, fakeWorld, outcomesOf } from "./fake-world.ts";

let world: FakeWorld;

beforeEach(() => {
  world = fakeWorld();
});

function destroy(...resources: readonly FakeResource[]) {
  for (const { id } of resources) world.actual.set(id, "v1");
  return destroyResources(resources, world.clock, world.listen);
}

test("removes a resource after everything that needs it", async () => {
  const role = world.resource("role");
  const lambda = world.resource("function", { needs: [role] });
  const results = await destroy(role, lambda, world.resource("stage", { needs: [lambda] }));
  expect(world.calls.filter((call) => call.startsWith("removed"))).toEqual([
    "removed stage",
    "removed function",
    "removed role",
  ]);
  expect(outcomesOf(results)).toEqual({ role: "removed", function: "removed", stage: "removed" });
});

test("reports what does not exist as absent, and skips what has no removal of its own", async () => {
  const { remove: _, ...files } = world.resource("files");
  const bucket = world.resource("bucket");
  const results = await destroyResources([bucket, files], world.clock, world.listen);
  expect(outcomesOf(results)).toEqual({ bucket: "absent" });
});

test("keeps another owner's resource, and removes the rest", async () => {
  const foreign = new TodoApiError(FOREIGN_RESOURCE, EXIT.failure, "The bucket belongs to another owner.");
  const table = world.resource("table");
  const results = await destroy(
    world.resource("bucket", { needs: [table], remove: () => Promise.reject(foreign) }),
    table,
  );
  expect(outcomesOf(results)).toEqual({ bucket: "kept", table: "removed" });
});

test("skips what a resource that could not be removed needs", async () => {
  const role = world.resource("role");
  const lambda = world.resource("function", { needs: [role], remove: () => Promise.reject(new Error("denied")) });
  const results = await destroy(role, lambda, world.resource("bucket"));
  expect(outcomesOf(results)).toEqual({ role: "skipped", function: "failed", bucket: "removed" });
});

test("removes what is removed last after everything else, and reads it first", async () => {
  const log = world.resource("log", { isRemovedLast: true });
  await destroy(log, world.resource("function", { seconds: 20 }));
  expect(world.calls).toEqual(["read log", "remove function", "removed function", "remove log", "removed log"]);
});

test("removes what is removed last without waiting for what the account shares", async () => {
  const log = world.resource("log", { isRemovedLast: true });
  await destroy(log, world.resource("account", { scope: "account", seconds: 60 }));
  expect(world.calls.indexOf("removed log")).toBeLessThan(world.calls.indexOf("removed account"));
});

test("starts nothing after an abort", async () => {
  world.abort();
  const results = await destroy(world.resource("table"), world.resource("log", { isRemovedLast: true }));
  expect(outcomesOf(results)).toEqual({ table: "skipped", log: "skipped" });
  expect(world.calls).toEqual([]);
});
