import { createServer } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { EXIT } from "../../src/errors.ts";
import { makeDeployedFolder } from "../support/deployed-folder.ts";
import { startTestCloud } from "../support/local-cloud.ts";
import { startRelay } from "../support/relay.ts";
import { makeFolder, run, runBin } from "../support/run.ts";
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

test("a command behind a proxy that does not respond ends with an error", async () => {
  const silent = createServer();
  await new Promise<void>((listening) => silent.listen(0, "127.0.0.1", listening));
  onTestFinished(() => void silent.close());
  const address = silent.address();
  const port = typeof address === "object" ? address?.port : undefined;
  const env = {
    AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE",
    AWS_SECRET_ACCESS_KEY: "secret",
    HTTPS_PROXY: `http://127.0.0.1:${port}`,
  };
  const ran = await runBin(["status", "--region", "eu-west-1"], { cwd: await makeFolder(), env });
  expect(ran).toMatchObject({ code: EXIT.failure, stderr: expect.stringContaining("no response arrived in time") });
});
