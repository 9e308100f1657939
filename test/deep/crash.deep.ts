import { afterAll, describe, expect, test } from "vitest";
import { cutAt } from "../support/cut.ts";
import { inventoryOf, leftoversIn } from "../support/inventory.ts";
import { connect } from "../support/stack.ts";
import { cutsOf, deployAll, destroyAll, failuresIn, firstDeploy, updateOfEverything, wholeDestroy } from "./scene.ts";

const SCENES = [
  ["a first deploy", await firstDeploy()],
  ["an update of everything", await updateOfEverything()],
  ["a destroy", await wholeDestroy()],
] as const;
const DEPLOYED = SCENES[0][1].end;

afterAll(() => Promise.all(SCENES.map(([, scene]) => scene.remove())));

test("an update of everything has the same result as a first deploy", () => {
  expect(SCENES[1][1].end).toEqual(DEPLOYED);
});

describe.each(SCENES)("%s that is killed", (_name, scene) => {
  test.each(cutsOf(scene))(
    "right %s call %i (%s) is repaired by a deploy, and removed completely by a destroy",
    async (when, call) => {
      const local = await scene.start();
      try {
        const dying = await connect(local);
        cutAt(dying, { call, when });
        await scene.run(dying);
        const cloud = await connect(local);
        expect(failuresIn(await deployAll(cloud))).toEqual([]);
        expect(inventoryOf(local.cloud)).toEqual(DEPLOYED);
        expect(failuresIn(await destroyAll(cloud))).toEqual([]);
        expect(leftoversIn(local.cloud)).toEqual({});
      } finally {
        await local.stop();
      }
    },
  );

  test.each(cutsOf(scene))("right %s call %i (%s) is removed completely by a destroy alone", async (when, call) => {
    const local = await scene.start();
    try {
      const dying = await connect(local);
      cutAt(dying, { call, when });
      await scene.run(dying);
      expect(failuresIn(await destroyAll(await connect(local)))).toEqual([]);
      expect(leftoversIn(local.cloud)).toEqual({});
    } finally {
      await local.stop();
    }
  });
});
