import { afterAll, describe, expect, test } from "vitest";
import { cutAt } from "../support/cut.ts";
import { type Inventory, inventoryOf, leftoversIn } from "../support/inventory.ts";
import { connect } from "../support/stack.ts";
import { cutsOf, deployAll, destroyAll, failuresIn, newRelease, rollBackAll, wholeRollback } from "./scene.ts";

const SCENES = [
  ["a deploy of a new release", await newRelease()],
  ["a rollback", await wholeRollback()],
] as const;
const [[, RELEASE], [, ROLLBACK]] = SCENES;

afterAll(() => Promise.all(SCENES.map(([, scene]) => scene.remove())));

describe.each(SCENES)("%s that is killed", (_name, scene) => {
  test.each(cutsOf(scene, scene.firstWrite))(
    "right %s call %i (%s) is finished by running it again, and removed completely by a destroy",
    async (when, call) => {
      const local = await scene.start();
      try {
        const dying = await connect(local);
        cutAt(dying, { call, when });
        await scene.run(dying);
        const cloud = await connect(local);
        expect(failuresIn(await scene.run(cloud))).toEqual([]);
        expect(inventoryOf(local.cloud)).toEqual(scene.end);
        expect(failuresIn(await destroyAll(cloud))).toEqual([]);
        expect(leftoversIn(local.cloud)).toEqual({});
      } finally {
        await local.stop();
      }
    },
  );
});

test.each(cutsOf(RELEASE, RELEASE.firstWrite))(
  "a deploy of a new release that is killed right %s call %i (%s) is undone completely by a rollback",
  async (when, call) => {
    const local = await RELEASE.start();
    try {
      const cloud = await connect(local);
      const before = served(inventoryOf(local.cloud));
      const dying = await connect(local);
      cutAt(dying, { call, when });
      await RELEASE.run(dying);
      const results = await rollBackAll(cloud);
      // If it was killed before it recorded the new release, there is no release to roll back to, and nothing changes.
      if (failuresIn(results).join().includes("has no earlier release")) return;
      expect(failuresIn(results)).toEqual([]);
      expect(served(inventoryOf(local.cloud))).toEqual(before);
    } finally {
      await local.stop();
    }
  },
);

test.each(cutsOf(ROLLBACK, ROLLBACK.firstWrite))(
  "a rollback that is killed right %s call %i (%s) is superseded by a deploy, after which it can be run again",
  async (when, call) => {
    const local = await ROLLBACK.start();
    try {
      const dying = await connect(local);
      cutAt(dying, { call, when });
      await ROLLBACK.run(dying);
      const cloud = await connect(local);
      expect(failuresIn(await deployAll(cloud))).toEqual([]);
      expect(served(inventoryOf(local.cloud))).toEqual(served(RELEASE.end));
      expect(failuresIn(await rollBackAll(cloud))).toEqual([]);
      expect(served(inventoryOf(local.cloud))).toEqual(served(ROLLBACK.end));
    } finally {
      await local.stop();
    }
  },
);

/**
 * What callers use: the functions' code, settings and permissions, their roles' permissions, and the deployed
 * definition.
 */
function served({ apis, functions, roles }: Inventory): Inventory {
  const without = (value: unknown, ...keys: readonly string[]) =>
    JSON.parse(JSON.stringify(value, (key, inner) => (keys.includes(key) ? undefined : inner)));
  return {
    stages: without(apis, "name", "description", "version", "definition", "tags"),
    functions: without(functions, "tags", "versions"),
    roles: without(roles, "tags"),
  };
}
