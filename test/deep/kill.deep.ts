import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { EXIT } from "../../src/errors.ts";
import { makeDeployedFolder } from "../support/deployed-folder.ts";
import { type Inventory, inventoryOf, leftoversIn } from "../support/inventory.ts";
import { startTestCloud, type TestCloud } from "../support/local-cloud.ts";
import { type Strike, startRelay } from "../support/relay.ts";
import { run, runBin } from "../support/run.ts";
import { changeEverything } from "./scene.ts";

let local: TestCloud;
let cwd: string;

beforeEach(async () => {
  local = await startTestCloud();
  cwd = await makeDeployedFolder(local);
});
afterEach(() => local.stop());

const DEPLOY = ["deploy", "--no-protect"];
const DESTROY = ["destroy", "--confirm", "todo-api-dev"];

/** Command lines of the real program, their initial states, and a sample of the calls that each one makes. */
const KILLED = [
  { name: "a first deploy", argv: DEPLOY, from: "nothing", calls: [1, 6, 13, 20, 27, 34, 41, 48, 55, 62, 66] },
  {
    name: "an update of everything",
    argv: DEPLOY,
    from: "an old stack",
    calls: [3, 12, 21, 30, 39, 48, 57, 66, 75, 84],
  },
  { name: "a destroy", argv: DESTROY, from: "a stack", calls: [2, 7, 12, 17, 22, 27, 32, 37, 42, 47] },
] as const;

describe.each(KILLED)("$name that is killed", ({ argv, from, calls }) => {
  test.each(calls.flatMap((call) => [["before", call] as const, ["after", call] as const]))(
    "right %s call %i is repaired by a deploy, and removed completely by a destroy",
    async (when, call) => {
      const deployed = await undisturbed();
      await prepare(from);
      await kill(argv, { when, call });
      expect(await run(DEPLOY, { cwd })).toMatchObject({ code: EXIT.ok });
      expect(inventoryOf(local.cloud)).toEqual(deployed);
      expect(await run(DESTROY, { cwd })).toMatchObject({ code: EXIT.ok });
      expect(leftoversIn(local.cloud)).toEqual({});
    },
  );

  test.each(calls.filter((_call, index) => index % 3 === 0).map((call) => [call]))(
    "right after call %i is removed completely by a destroy alone",
    async (call) => {
      await prepare(from);
      await kill(argv, { when: "after", call });
      expect(await run(DESTROY, { cwd })).toMatchObject({ code: EXIT.ok });
      expect(leftoversIn(local.cloud)).toEqual({});
    },
  );
});

let known: Inventory | undefined;

/** The result of an undisturbed deploy; only the first call deploys. */
async function undisturbed(): Promise<Inventory> {
  if (known) return known;
  expect(await run(DEPLOY, { cwd })).toMatchObject({ code: EXIT.ok });
  known = inventoryOf(local.cloud);
  expect(await run(DESTROY, { cwd })).toMatchObject({ code: EXIT.ok });
  return known;
}

async function prepare(from: (typeof KILLED)[number]["from"]): Promise<void> {
  if (from !== "nothing") await run(DEPLOY, { cwd });
  if (from === "an old stack") changeEverything(local);
}

/** Runs the program until a call, and ends it there with SIGKILL. */
async function kill(argv: readonly string[], at: Omit<Strike, "strike">): Promise<void> {
  let kill = () => {};
  const relay = await startRelay(local.endpoint, { ...at, strike: () => kill() });
  try {
    const folder = await makeDeployedFolder({ ...local, endpoint: relay.endpoint });
    const onStart = (end: () => void) => {
      kill = end;
    };
    const { signal, stderr } = await runBin(argv, { cwd: folder, onStart });
    expect(signal, `It ended by itself: ${relay.calls()} calls.\n${stderr}`).toBe("SIGKILL");
  } finally {
    await relay.stop();
  }
}
