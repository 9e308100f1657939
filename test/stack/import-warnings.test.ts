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

const WARNING = "Unable to put method 'PATCH' on resource at path '/items/{id}'";

/** A cloud whose import of a definition ends with a warning, as API Gateway's can; it has no way to ask for one. */
beforeEach(async () => {
  dropsRoute = false;
  local = await startTestCloud();
  relay = await startRelay(local.endpoint, undefined, undefined, (method, path, body) => {
    if (method !== "PUT" || !/^\/restapis\/\w+$/.test(path.replace(/\?.*/, ""))) return undefined;
    if (dropsRoute) dropPatch();
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
  expect(stderr).toContain(`API Gateway left out PATCH /items/{id} of the API's definition, and nothing was deployed`);
  expect(stderr).toContain(WARNING);
  expect(local.calls().map(({ operation }) => operation)).not.toContain("CreateDeployment");
});

test("sends API Gateway a definition with only what it uses", async () => {
  expect((await run(["deploy", "--model", "customer"], { cwd })).code).toBe(EXIT.ok);
  const [api] = apis();
  // The document that the API returns of itself is text to API Gateway.
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
