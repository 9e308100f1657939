import { beforeEach, expect, test } from "vitest";
import { criticalPath, needsById } from "../../src/engine/critical-path.ts";
import { deployResources } from "../../src/engine/deploy.ts";
import { destroyResources, removedBefore } from "../../src/engine/destroy.ts";
import { type FakeResource, type FakeWorld, fakeWorld } from "./fake-world.ts";

let world: FakeWorld;

beforeEach(() => {
  world = fakeWorld();
});

async function pathOfDeploy(...resources: readonly FakeResource[]): Promise<readonly string[]> {
  const { results } = await deployResources(resources, world.clock, world.listen);
  return criticalPath(results, needsById(resources)).map(({ id }) => id);
}

test("is the chain that ended last", async () => {
  const table = world.resource("table", { seconds: 60 });
  const role = world.resource("role", { seconds: 20 });
  const lambda = world.resource("function", { needs: [table, role], seconds: 20 });
  expect(await pathOfDeploy(table, role, lambda, world.resource("bucket", { seconds: 40 }))).toEqual([
    "table",
    "function",
  ]);
});

test("leaves out what a creation did not wait for", async () => {
  const record = world.resource("record", { seconds: 60 });
  const lambda = world.resource("function", { updateAfter: [record], seconds: 20 });
  const stage = world.resource("stage", { needs: [lambda], seconds: 90 });
  expect(await pathOfDeploy(record, lambda, stage)).toEqual(["function", "stage"]);
});

test("counts a resource as usable from when it let its dependents start", async () => {
  const lambda = world.resource("function", {
    async create({ letDependentsStart }) {
      letDependentsStart();
      await world.clock.sleep(20_000);
      return "v1";
    },
  });
  const stage = world.resource("stage", { needs: [lambda], seconds: 60 });
  expect(await pathOfDeploy(lambda, stage)).toEqual(["function", "stage"]);
});

test("runs against the needs in a destroy", async () => {
  const role = world.resource("role", { seconds: 20 });
  const resources = [role, world.resource("function", { needs: [role], seconds: 60 })];
  for (const { id } of resources) world.actual.set(id, "v1");
  const results = await destroyResources(resources, world.clock, world.listen);
  const before = (id: string) =>
    resources.filter((one) => one.id === id).flatMap((one) => removedBefore(one, resources));
  expect(criticalPath(results, (id) => before(id).map((one) => one.id)).map(({ id }) => id)).toEqual([
    "function",
    "role",
  ]);
});

test("is empty for a run without resources", () => {
  expect(criticalPath([], () => [])).toEqual([]);
});
