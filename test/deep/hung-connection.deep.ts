import { expect, onTestFinished, test } from "vitest";
import { EXIT } from "../../src/errors.ts";
import { makeDeployedFolder } from "../support/deployed-folder.ts";
import { startTestCloud } from "../support/local-cloud.ts";
import { startRelay } from "../support/relay.ts";
import { run } from "../support/run.ts";
import { respondWith, startServer } from "../support/scripted-server.ts";

test("key rotate repeats a request to the API whose connection hangs", async () => {
  const local = await startTestCloud();
  onTestFinished(local.stop);
  const deployed = await run(["deploy", "--auth", "api-key"], { cwd: await makeDeployedFolder(local) });
  const api = await startServer(() => {}, respondWith(200, []));
  onTestFinished(api.stop);
  const { origin } = new URL(deployed.stdout.trim());
  const relay = await startRelay(local.endpoint, undefined, undefined, (_method, path, body) =>
    path === "/_local/addresses" ? body.replaceAll(origin, api.url) : undefined,
  );
  onTestFinished(relay.stop);
  const cwd = await makeDeployedFolder({ ...local, endpoint: relay.endpoint });
  expect(await run(["key", "rotate"], { cwd })).toMatchObject({ code: EXIT.ok });
  expect(api.requests).toEqual(["GET /dev/items?limit=1", "GET /dev/items?limit=1"]);
});
