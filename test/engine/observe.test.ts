import { beforeEach, expect, test } from "vitest";
import { observe } from "../../src/engine/observe.ts";
import { KNOWN_AFTER_APPLY } from "../../src/engine/resource.ts";
import { type FakeStack, fakeStack } from "./fake-stack.ts";

let fake: FakeStack;

beforeEach(() => {
  fake = fakeStack();
});

test("reports what is present, absent and unreadable, without a write", async () => {
  fake.actual.set("table", "v1");
  const unreadable = fake.resource("bucket", { read: () => Promise.reject(new Error("denied")) });
  const { resources } = await observe(
    [fake.resource("table"), fake.resource("role"), unreadable],
    fake.clock,
    fake.listen,
  );
  expect(resources.map(({ presence }) => presence)).toEqual(["present", "absent", "unreadable"]);
  expect(fake.calls).toEqual(["read table", "read role"]);
});

test("reads a resource whose needs are absent", async () => {
  fake.actual.set("page", "v1");
  const page = fake.resource("page", { needs: [fake.resource("bucket")] });
  const { resources } = await observe([page], fake.clock, fake.listen);
  expect(resources.map(({ presence }) => presence)).toEqual(["present"]);
});

test.each([
  ["drift", "v2", true],
  ["change", "v2", false],
  ["consequence", KNOWN_AFTER_APPLY, false],
])("classifies a difference as %s", async (cause, desired, matchesLastDeploy) => {
  fake.actual.set("role", "v1");
  const role = fake.resource("role", { desired, matchesLastDeploy: () => matchesLastDeploy });
  const { resources } = await observe([role], fake.clock, fake.listen);
  expect(resources[0]?.changes).toEqual([{ field: "value", from: "v1", to: desired, cause }]);
});
