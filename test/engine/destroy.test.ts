import { beforeEach, expect, test } from "vitest";
import { destroyResources } from "../../src/engine/destroy.ts";
import { FOREIGN_RESOURCE } from "../../src/engine/foreign-resource.ts";
import { EXIT, TodoApiError } from "../../src/errors.ts";
import { type FakeResource, type FakeStack, fakeStack, outcomesOf } from "./fake-stack.ts";

let fake: FakeStack;

beforeEach(() => {
  fake = fakeStack();
});

function destroy(...resources: readonly FakeResource[]) {
  for (const { id } of resources) fake.actual.set(id, "v1");
  return destroyResources(resources, fake.clock, fake.listen);
}

test("removes a resource after everything that needs it", async () => {
  const role = fake.resource("role");
  const lambda = fake.resource("function", { needs: [role] });
  const results = await destroy(role, lambda, fake.resource("stage", { needs: [lambda] }));
  expect(fake.calls.filter((call) => call.startsWith("removed"))).toEqual([
    "removed stage",
    "removed function",
    "removed role",
  ]);
  expect(outcomesOf(results)).toEqual({ role: "removed", function: "removed", stage: "removed" });
});

test("reports what does not exist as absent, and skips what has no removal of its own", async () => {
  const { remove: _, ...files } = fake.resource("files");
  const bucket = fake.resource("bucket");
  const results = await destroyResources([bucket, files], fake.clock, fake.listen);
  expect(outcomesOf(results)).toEqual({ bucket: "absent" });
});

test("keeps another owner's resource, and removes the rest", async () => {
  const foreign = new TodoApiError(FOREIGN_RESOURCE, EXIT.failure, "The bucket belongs to another owner.");
  const table = fake.resource("table");
  const results = await destroy(
    fake.resource("bucket", { needs: [table], remove: () => Promise.reject(foreign) }),
    table,
  );
  expect(outcomesOf(results)).toEqual({ bucket: "kept", table: "removed" });
});

test("skips what is needed by a resource that could not be removed", async () => {
  const role = fake.resource("role");
  const lambda = fake.resource("function", { needs: [role], remove: () => Promise.reject(new Error("denied")) });
  const results = await destroy(role, lambda, fake.resource("bucket"));
  expect(outcomesOf(results)).toEqual({ role: "skipped", function: "failed", bucket: "removed" });
});

test("reads a resource marked as removed last before anything else, and removes it after everything else", async () => {
  const log = fake.resource("log", { isRemovedLast: true });
  await destroy(log, fake.resource("function", { seconds: 20 }));
  expect(fake.calls).toEqual(["read log", "remove function", "removed function", "remove log", "removed log"]);
});

test("does not wait for account-wide resources before it removes a resource marked as removed last", async () => {
  const log = fake.resource("log", { isRemovedLast: true });
  await destroy(log, fake.resource("account", { scope: "account", seconds: 60 }));
  expect(fake.calls.indexOf("removed log")).toBeLessThan(fake.calls.indexOf("removed account"));
});

test("starts nothing after an abort", async () => {
  fake.abort();
  const results = await destroy(fake.resource("table"), fake.resource("log", { isRemovedLast: true }));
  expect(outcomesOf(results)).toEqual({ table: "skipped", log: "skipped" });
  expect(fake.calls).toEqual([]);
});
