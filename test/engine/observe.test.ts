import { beforeEach, expect, test } from "vitest";
import { observe } from "../../src/engine/observe.ts";
import { KNOWN_AFTER_APPLY } from "../../src/engine/resource.ts";
import { type FakeWorld, fakeWorld } from "./fake-world.ts";

let world: FakeWorld;

beforeEach(() => {
  world = fakeWorld();
});

test("reports what is present, absent and unreadable, without a write", async () => {
  world.actual.set("table", "v1");
  const unreadable = world.resource("bucket", { read: () => Promise.reject(new Error("denied")) });
  const { resources } = await observe(
    [world.resource("table"), world.resource("role"), unreadable],
    world.clock,
    world.listen,
  );
  expect(resources.map(({ presence }) => presence)).toEqual(["present", "absent", "unreadable"]);
  expect(world.calls).toEqual(["read table", "read role"]);
});

test("reads a resource whose needs are absent", async () => {
  world.actual.set("page", "v1");
  const page = world.resource("page", { needs: [world.resource("bucket")] });
  const { resources } = await observe([page], world.clock, world.listen);
  expect(resources.map(({ presence }) => presence)).toEqual(["present"]);
});

test.each([
  ["drift", "v2", true],
  ["intent", "v2", false],
  ["consequence", KNOWN_AFTER_APPLY, false],
])("calls a difference %s", async (cause, desired, matchesLastDeploy) => {
  world.actual.set("role", "v1");
  const role = world.resource("role", { desired, matchesLastDeploy: () => matchesLastDeploy });
  const { resources } = await observe([role], world.clock, world.listen);
  expect(resources[0]?.changes).toEqual([{ field: "value", from: "v1", to: desired, cause }]);
});
