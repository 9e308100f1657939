import { expect, onTestFinished, test } from "vitest";
import { EXIT } from "../../src/errors.ts";
import { createLocalCloudFolder } from "../../src/files/state-folder.ts";
import { sleep } from "../../src/io.ts";
import type { LocalCloud } from "../../src/local/cloud.ts";
import { makeDeployedFolder } from "../support/deployed-folder.ts";
import { type Inventory, inventoryOf, leftoversIn } from "../support/inventory.ts";
import { startTestCloud } from "../support/local-cloud.ts";
import { deployPackage, packageNamed } from "../support/releases.ts";
import { makeFolder, run } from "../support/run.ts";
import { connect } from "../support/stack.ts";
import { type KillRelay, startKillRelay } from "./kill-relay.ts";
import { type KillableDaemon, killableDaemon } from "./killable-daemon.ts";
import { reportCounts } from "./report-counts.ts";

/** A client with this clock retries until no more calls are killed. */
const start = Date.now();
const PATIENT = { now: () => start + (Date.now() - start) / 100, sleep };

/** Flags that turn settings on, and off again. */
const ON = [
  ...["--auth", "api-key", "--quota", "1000/day", "--website", "api", "--allow-ip", "0.0.0.0/0"],
  ...["--table-policy", "--max-throughput", "400/400", "--expire-completed", "30d"],
  ...["--permissions-boundary", "arn:aws:iam::000000000000:policy/boundary"],
];
const OFF = [
  ...["--auth", "none", "--website", "s3", "--allow-ip", "none"],
  ...["--no-table-policy", "--max-throughput", "none", "--expire-completed", "none"],
  ...["--permissions-boundary", "none"],
];
const COMMANDS: readonly (readonly string[])[] = [
  ["deploy"],
  ["rollback", "--confirm", "todo-api-dev"],
  ["deploy", "--protect", "--no-allow-clear"],
  ["deploy", "--no-protect"],
  ["deploy", ...ON],
  ["key", "rotate"],
  ["key", "revoke", "--yes"],
  ["deploy", "--quota", "none"],
  ["deploy", ...OFF],
];
const DESTROY = ["destroy", "--confirm", "todo-api-dev"];

test("a local cloud that is killed at any point of any operation loses nothing and leaves no partial change", async () => {
  const { directory, daemon, relay } = await startKilled();
  const cwd = await makeDeployedFolder(await relayed(daemon, relay));
  const older = packageNamed("older");
  onTestFinished(older.remove);
  const expected = await undisturbed(older.root);
  const killed = await relayed(daemon, relay);
  await deployPackage(await connect(killed, killed.credentials, PATIENT), older.root);
  for (const argv of COMMANDS) await expectDone(argv, cwd);
  await daemon.stop();
  expect(await inspect(directory, inventoryOf)).toEqual(expected);
  await expectDone(DESTROY, cwd);
  await daemon.stop();
  expect(await inspect(directory, leftoversIn)).toEqual({});
  const cells = [...relay.kills().values()].reduce((sum, points) => sum + points.size, 0);
  const operations = relay.kills().size;
  reportCounts("kill matrix", { operations, cells, starts: daemon.starts(), lost: 0, blocked: 0, "half done": 0 });
  expect(operations).toBeGreaterThan(45);
}, 900_000);

async function expectDone(argv: readonly string[], cwd: string): Promise<void> {
  const { code, stderr } = await run(argv, { cwd, time: PATIENT });
  expect(code, `${argv.join(" ")}\n${stderr}`).toBe(EXIT.ok);
}

/** The account after the same commands if nothing is killed. */
async function undisturbed(olderRoot: string): Promise<Inventory> {
  const local = await startTestCloud();
  try {
    const cwd = await makeDeployedFolder(local);
    await deployPackage(await connect(local), olderRoot);
    for (const argv of COMMANDS) await expectDone(argv, cwd);
    return inventoryOf(local.cloud);
  } finally {
    await local.stop();
  }
}

interface Killed {
  readonly directory: string;
  readonly daemon: KillableDaemon;
  readonly relay: KillRelay;
}

async function startKilled(): Promise<Killed> {
  const directory = createLocalCloudFolder(await makeFolder());
  const daemon = killableDaemon(directory);
  await daemon.running();
  const relay = await startKillRelay(daemon);
  onTestFinished(async () => {
    await relay.stop();
    await daemon.stop();
  });
  return { directory, daemon, relay };
}

/** The daemon behind its relay, as commands and clients find it. */
async function relayed(daemon: KillableDaemon, { endpoint }: KillRelay) {
  const { credentials, account, token } = await daemon.running();
  return { endpoint, credentials, account, token };
}

/** Reads the state while no daemon holds it. */
async function inspect<Found>(directory: string, look: (cloud: LocalCloud) => Found): Promise<Found> {
  const local = await startTestCloud({ directory });
  try {
    return look(local.cloud);
  } finally {
    await local.stop();
  }
}
