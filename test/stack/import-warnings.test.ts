import { afterEach, beforeEach, expect, test } from "vitest";
import { EXIT } from "../../src/errors.ts";
import { makeDeployedFolder } from "../support/deployed-folder.ts";
import { startTestCloud, TEST_REGION, type TestCloud } from "../support/local-cloud.ts";
import { type Relay, startRelay } from "../support/relay.ts";
import { run } from "../support/run.ts";

let local: TestCloud;
let relay: Relay;
let cwd: string;
let dropsRoute: boolean;
/** What a concurrent run does after each of the next imports. */
let strikes: (() => void)[];

const WARNING = "Unable to put method 'PATCH' on resource at path '/items/{id}'";

/** Adds a warning to the response to every import, as API Gateway can; no request to the local cloud causes one. */
beforeEach(async () => {
  dropsRoute = false;
  strikes = [];
  local = await startTestCloud();
  relay = await startRelay(local.endpoint, undefined, undefined, (method, path, body) => {
    if (method !== "PUT" || !/^\/restapis\/\w+$/.test(path.replace(/\?.*/, ""))) return undefined;
    if (dropsRoute) dropPatch();
    strikes.shift()?.();
    return JSON.stringify({ ...JSON.parse(body), warnings: [WARNING] });
  });
  cwd = await makeDeployedFolder({ ...local, endpoint: relay.endpoint });
});
afterEach(async () => {
  await relay.stop();
  await local.stop();
});

test("prints a warning about the API's definition, and deploys the API", async () => {
  const { code, stdout } = await run(["deploy", "--json"], { cwd });
  expect(code).toBe(EXIT.ok);
  const { warnings } = JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? "");
  expect(warnings).toEqual([`API Gateway warns about the API's definition: ${WARNING}`]);
});

test("fails without a deployment if API Gateway leaves out a route", async () => {
  dropsRoute = true;
  const { code, stderr } = await run(["deploy"], { cwd });
  expect(code).toBe(EXIT.partial);
  expect(stderr).toContain(
    `API Gateway dropped PATCH /items/{id} from the API's definition, so the definition was not deployed`,
  );
  expect(stderr).toContain(WARNING);
  expect(local.calls().map(({ operation }) => operation)).not.toContain("CreateDeployment");
});

test("never serves the definition of a concurrent run as its own", async () => {
  const url = (await run(["deploy", "--auth", "none"], { cwd })).stdout.trim();
  const [api] = apis();
  const open = structuredClone({ version: api?.version, definition: api?.definition });
  const replace = () => void Object.assign(api ?? {}, structuredClone(open));
  const status = async () => (await fetch(`${url}/items`)).status;

  strikes = [replace, replace];
  expect((await run(["deploy", "--auth", "iam"], { cwd })).code).toBe(EXIT.ok);
  expect([strikes.length, await status()]).toEqual([0, 403]);

  strikes = Array.from({ length: 9 }, () => replace);
  const { code, stderr } = await run(["deploy", "--auth", "iam", "--allow-ip", "127.0.0.1"], { cwd });
  expect(code).toBe(EXIT.partial);
  expect(stderr).toContain("another run replaced the definition of the API");
  strikes = [];
  expect((await run(["plan", "--exit-code"], { cwd })).code).toBe(EXIT.changes);
  expect((await run(["deploy"], { cwd })).code).toBe(EXIT.ok);
  expect(await status()).toBe(403);
});

test("sends API Gateway a definition with only what it uses", async () => {
  expect((await run(["deploy", "--model", "customer"], { cwd })).code).toBe(EXIT.ok);
  const [api] = apis();
  // The document that the API returns about itself is only text to API Gateway.
  const text = JSON.stringify(api?.definition, (key, value) => (key === "responseTemplates" ? undefined : value));
  expect(text).not.toMatch(/NewItem|ItemChanges|requestBody|minLength/);
  expect(Object.keys(api?.definition.models ?? {})).toEqual([]);
});

function dropPatch(): void {
  for (const { definition } of apis())
    for (const resource of definition.resources) {
      const { PATCH: _, ...methods } = resource.methods;
      Object.assign(resource, { methods });
    }
}

function apis() {
  return Object.values(local.cloud.apigateway.data.regions[TEST_REGION]?.restApis ?? {});
}
