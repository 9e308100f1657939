import { afterAll, describe, expect, test } from "vitest";
import { EXIT } from "../../src/errors.ts";
import { cutAt } from "../support/cut.ts";
import { makeDeployedFolder } from "../support/deployed-folder.ts";
import { run } from "../support/run.ts";
import { connect } from "../support/stack.ts";
import { changeOfSettings, cutsOf, firstDeploy, newRelease, wholeRollback } from "./scene.ts";

const SCENES = [
  ["a first deploy", await firstDeploy()],
  ["a deploy of a new release", await newRelease()],
  ["a rollback", await wholeRollback()],
  ["a change of the throttle", await changeOfSettings({ throttle: "4/8" })],
  ["a removal of the website", await changeOfSettings({ website: "none" })],
  ["a website that is added again", await changeOfSettings({ website: "s3" }, { website: "none" })],
  ["a switch to a page that the API serves", await changeOfSettings({ website: "api" })],
  ["a switch to a page that S3 serves", await changeOfSettings({ website: "s3" }, { website: "api" })],
  ["a switch to API keys", await changeOfSettings({ auth: "api-key" })],
  ["a switch from API keys", await changeOfSettings({ auth: "none" }, { auth: "api-key" })],
  ["a removal of DELETE /items", await changeOfSettings({ allowClear: "false" })],
  ["protection", await changeOfSettings({ protect: "true" })],
  ["no protection", await changeOfSettings({ protect: "false" }, { protect: "true" })],
  ["a permissions boundary", await changeOfSettings({ permissionsBoundary: "arn:aws:iam::aws:policy/ReadOnlyAccess" })],
] as const;

afterAll(() => Promise.all(SCENES.map(([, scene]) => scene.remove())));

describe.each(SCENES)("%s that is interrupted", (_name, scene) => {
  const cuts = cutsOf(scene, scene.firstWrite).filter(([when]) => when === "after");

  test.each(cuts)("right %s call %i (%s) leaves no drift, and the next deploy completes it", async (when, call) => {
    const local = await scene.start();
    try {
      const interrupted = await connect(local);
      cutAt(interrupted, { call, when });
      await scene.run(interrupted);
      const cwd = await makeDeployedFolder(local);
      const plan = JSON.parse((await run(["plan", "--json"], { cwd })).stdout);
      expect(JSON.stringify(plan.steps)).not.toContain('"cause":"drift"');
      expect((await run(["status"], { cwd })).stdout).not.toMatch(/Drift|drifted/);
      expect((await run(["deploy"], { cwd })).code).toBe(EXIT.ok);
      expect((await run(["plan", "--exit-code"], { cwd })).code).toBe(EXIT.ok);
    } finally {
      await local.stop();
    }
  });
});
