import { setTimeout } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { EXIT } from "../../src/errors.ts";
import { fastTime } from "../support/client-time.ts";
import { makeDeployedFolder } from "../support/deployed-folder.ts";
import { type Inventory, inventoryOf, leftoversIn } from "../support/inventory.ts";
import { startTestCloud, type TestCloud } from "../support/local-cloud.ts";
import { type Ran, run } from "../support/run.ts";

let local: TestCloud;
let folders: readonly [string, string];

beforeEach(async () => {
  local = await startTestCloud();
  folders = [await makeDeployedFolder(local), await makeDeployedFolder(local)];
});
afterEach(() => local.stop());

/** The second run starts after this many responses to the first. */
const HEAD_STARTS = [0, 0, 1, 4, 9, 16, 25, 36, 49, 63];

const DEPLOY = ["deploy"];
const DESTROY = ["destroy", "--yes"];
const PAIRS = [
  { name: "two first deploys", from: [], first: DEPLOY, second: DEPLOY },
  { name: "two deploys that repair", from: [DEPLOY], first: DEPLOY, second: DEPLOY, isDamaged: true },
  { name: "two destroys", from: [DEPLOY], first: DESTROY, second: DESTROY },
  { name: "a destroy during a first deploy", from: [], first: DEPLOY, second: DESTROY },
  { name: "a destroy during a deploy without changes", from: [DEPLOY], first: DEPLOY, second: DESTROY },
  { name: "a deploy during a destroy", from: [DEPLOY], first: DESTROY, second: DEPLOY },
];
type Pair = (typeof PAIRS)[number];

describe.each(PAIRS)("$name", (pair) => {
  test.each(HEAD_STARTS.map((calls, round) => [calls, round]))(
    "%i calls apart, in round %i: both report what happened, and one more run completes the work",
    async (calls) => {
      const [cwd] = folders;
      const deployed = await deployedInventory(cwd);
      await prepare(pair, cwd);
      const runs = await runBoth(pair, calls);
      for (const ran of runs) expectCleanReport(ran);
      if (runs.every(({ code }) => code === EXIT.ok)) expectDone(pair, deployed);
      expect(await run(DEPLOY, { cwd })).toMatchObject({ code: EXIT.ok });
      expect(inventoryOf(local.cloud)).toEqual(deployed);
      expect(await run(DESTROY, { cwd })).toMatchObject({ code: EXIT.ok });
      expect(leftoversIn(local.cloud)).toEqual({});
    },
  );

  test.each(HEAD_STARTS.filter((_calls, index) => index % 2 === 1).map((calls) => [calls]))(
    "%i calls apart: one destroy removes everything",
    async (calls) => {
      const [cwd] = folders;
      await prepare(pair, cwd);
      for (const ran of await runBoth(pair, calls)) expectCleanReport(ran);
      expect(await run(DESTROY, { cwd })).toMatchObject({ code: EXIT.ok });
      expect(leftoversIn(local.cloud)).toEqual({});
    },
  );
});

let known: Inventory | undefined;

/** The result of an undisturbed deploy; only the first call deploys. */
async function deployedInventory(cwd: string): Promise<Inventory> {
  if (known) return known;
  await run(DEPLOY, { cwd });
  known = inventoryOf(local.cloud);
  await run(DESTROY, { cwd });
  return known;
}

async function prepare({ from, isDamaged }: Pair, cwd: string): Promise<void> {
  for (const argv of from) await run(argv, { cwd });
  if (!isDamaged) return;
  for (const group of Object.values(local.cloud.logs.data.regions[local.region] ?? {})) group.retentionInDays = 1;
  for (const role of Object.values(local.cloud.iam.data.roles)) delete role.policies["least-privilege"];
  const functions = local.cloud.lambda.data.regions[local.region] ?? {};
  for (const [name, record] of Object.entries(functions))
    functions[name] = { ...record, timeoutSeconds: 3, statements: [] };
  const [api] = Object.values(local.cloud.apigateway.data.regions[local.region]?.restApis ?? {});
  if (api) api.version = "old";
}

/** Runs each command in its own folder, as on two machines. */
async function runBoth({ first, second }: Pair, calls: number): Promise<readonly Ran[]> {
  local.forgetCalls();
  const time = fastTime(10);
  let isOver = false;
  const one = run(first, { cwd: folders[0], time }).finally(() => {
    isOver = true;
  });
  while (local.calls().length < calls && !isOver) await setTimeout(1);
  return Promise.all([one, run(second, { cwd: folders[1], time })]);
}

/** Expects a documented exit code and no bug. A failure must have a reason and suggest running the command again. */
function expectCleanReport({ code, stderr }: Ran): void {
  expect(stderr).not.toMatch(/bug in todo-api|undefined|\[object/);
  expect([EXIT.ok, EXIT.failure, EXIT.partial], stderr).toContain(code);
  if (code !== EXIT.ok) expect(stderr).toMatch(/\nerror: .+/);
  if (code === EXIT.partial) expect(stderr).toMatch(/Run the command again to continue|# try again/);
}

/** If both report success, the state is correct. */
function expectDone({ first, second }: Pair, deployed: Inventory): void {
  if (first !== second) return;
  if (first === DEPLOY) expect(inventoryOf(local.cloud)).toEqual(deployed);
  else expect(leftoversIn(local.cloud)).toEqual({});
}
