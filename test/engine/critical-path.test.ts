import { beforeEach, expect, test } from "vitest";
import { criticalPath, deployPredecessorsIn } from "../../src/engine/critical-path.ts";
import { deployResources } from "../../src/engine/deploy.ts";
import { destroyResources, removalPredecessors } from "../../src/engine/destroy.ts";
import { type FakeResource, type FakeStack, fakeStack } from "./fake-stack.ts";

let fake: FakeStack;

beforeEach(() => {
  fake = fakeStack();
});

async function pathOfDeploy(...resources: readonly FakeResource[]): Promise<readonly string[]> {
  const { results } = await deployResources(resources, fake.clock, fake.listen);
  return criticalPath(results, deployPredecessorsIn(resources)).map(({ id }) => id);
}

test("returns the chain that ended last", async () => {
  const table = fake.resource("table", { seconds: 60 });
  const role = fake.resource("role", { seconds: 20 });
  const lambda = fake.resource("function", { needs: [table, role], seconds: 20 });
  expect(await pathOfDeploy(table, role, lambda, fake.resource("bucket", { seconds: 40 }))).toEqual([
    "table",
    "function",
  ]);
});

test("omits resources that a creation did not wait for", async () => {
  const record = fake.resource("record", { seconds: 60 });
  const lambda = fake.resource("function", { updateAfter: [record], seconds: 20 });
  const stage = fake.resource("stage", { needs: [lambda], seconds: 90 });
  expect(await pathOfDeploy(record, lambda, stage)).toEqual(["function", "stage"]);
});

test("treats a resource as usable from the time at which its dependents could start", async () => {
  const lambda = fake.resource("function", {
    async create({ letDependentsStart }) {
      letDependentsStart();
      await fake.clock.sleep(20_000);
      return "v1";
    },
  });
  const stage = fake.resource("stage", { needs: [lambda], seconds: 60 });
  expect(await pathOfDeploy(lambda, stage)).toEqual(["function", "stage"]);
});

test("follows dependencies in reverse in a destroy", async () => {
  const role = fake.resource("role", { seconds: 20 });
  const resources = [role, fake.resource("function", { needs: [role], seconds: 60 })];
  for (const { id } of resources) fake.actual.set(id, "v1");
  const results = await destroyResources(resources, fake.clock, fake.listen);
  const before = (id: string) =>
    resources.filter((one) => one.id === id).flatMap((one) => removalPredecessors(one, resources));
  expect(criticalPath(results, (id) => before(id).map((one) => one.id)).map(({ id }) => id)).toEqual([
    "function",
    "role",
  ]);
});

test("returns an empty path for a run without resources", () => {
  expect(criticalPath([], () => [])).toEqual([]);
});
