import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { readDaemonRecord } from "../../src/daemon/daemon-record.ts";
import { claimState } from "../../src/daemon/state-owner.ts";
import { PACKAGE_ROOT } from "../../src/package/package-root.ts";
import { startTestCloud, type TestCloud } from "../support/local-cloud.ts";

/** How SDK clients reach a local cloud. */
export type Access = Pick<TestCloud, "clientConfig">;

/** One operation that changes the state of a local cloud. */
export interface KilledOperation {
  readonly name: string;
  /** Sends the operation. It is sent again if the local cloud was killed before the operation was done. */
  act(access: Access): Promise<unknown>;
}

/** What happened to one operation at all points. */
export interface KillCounts {
  readonly points: number;
  readonly acknowledged: number;
  readonly lost: number;
  readonly halfDone: number;
  readonly blocked: number;
  /** Points at which something was lost, unfinished or blocked, with the findings. */
  readonly failures: readonly string[];
}

/** A folder of a local cloud that is restored to its prepared state before each kill. */
export interface KillScene {
  /**
   * Kills the local cloud at each point of the operation, restarts it, and compares its state with the states before
   * and after.
   */
  kill(operation: KilledOperation): Promise<KillCounts>;
  remove(): void;
}

const PRELOAD = pathToFileURL(fileURLToPath(new URL("./kill-at.js", import.meta.url))).href;
const START_MILLISECONDS = 20_000;

/** Prepares a state; `observe` returns its relevant parts, without times and random IDs. */
export async function killScene(
  prepare: (access: Access) => Promise<unknown>,
  observe: (access: Access) => Promise<unknown>,
): Promise<KillScene> {
  const root = mkdtempSync(join(tmpdir(), "todo-api-kill-"));
  const folder = join(root, "local");
  const prepared = join(root, "prepared");
  const files = { armed: join(root, "armed"), points: join(root, "points") };
  mkdirSync(folder, { recursive: true });
  claimState(folder);
  await inProcess(prepare);
  cpSync(folder, prepared, { recursive: true });

  return {
    async kill({ act }) {
      const before = await currentState();
      restore();
      const points = (await actAndKill(act, undefined)).points;
      const after = await currentState();
      const counts = { points, acknowledged: 0, lost: 0, halfDone: 0, blocked: 0, failures: [] as string[] };
      if (after === before) counts.failures.push("the operation changes nothing");
      for (let at = 1; at <= points; at += 1) {
        restore();
        const { isAcknowledged, name } = await actAndKill(act, at);
        if (isAcknowledged) counts.acknowledged += 1;
        const found = await currentState();
        const fail = (what: "lost" | "halfDone" | "blocked", detail: string) => {
          counts[what] += 1;
          counts.failures.push(`${what} at ${at} (${name}): ${detail}`);
        };
        if (found === after) continue;
        if (found !== before) fail("halfDone", found);
        else if (isAcknowledged) fail("lost", found);
        const again = await inProcess((access) => act(access).then(() => undefined, String));
        const redone = await currentState();
        if (again !== undefined || redone !== after) fail("blocked", `${again}; ${redone}`);
      }
      restore();
      return counts;
    },

    remove: () => rmSync(root, { recursive: true, force: true }),
  };

  function restore(): void {
    for (const path of [folder, files.armed, files.points]) rmSync(path, { recursive: true, force: true });
    cpSync(prepared, folder, { recursive: true });
  }

  async function currentState(): Promise<string> {
    return JSON.stringify(await inProcess(observe));
  }

  async function inProcess<Result>(work: (access: Access) => Promise<Result>): Promise<Result> {
    const cloud = await startTestCloud({ directory: folder });
    try {
      return await work(cloud);
    } finally {
      await cloud.stop();
    }
  }

  /** Without a point, the whole local cloud is killed after the operation is done. */
  async function actAndKill(act: KilledOperation["act"], at: number | undefined) {
    const env = { ...process.env, KILL_ARMED: files.armed, KILL_POINTS: files.points, KILL_AT: String(at ?? 0) };
    const entry = join(PACKAGE_ROOT, "dist", "local", "daemon.js");
    const child = spawn(process.execPath, ["--import", PRELOAD, entry, folder], { env, stdio: "ignore" });
    const ended = once(child, "exit");
    try {
      const access = await untilListening(child, folder);
      // The table store is open before the points are counted.
      await observe(access);
      writeFileSync(files.armed, "");
      const isAcknowledged = await act(access).then(
        () => true,
        () => false,
      );
      if (at !== undefined && isAcknowledged && child.exitCode === null) child.kill("SIGKILL");
      const names = existsSync(files.points) ? readFileSync(files.points, "utf8").trimEnd().split("\n") : [];
      return { isAcknowledged, points: names.length, name: names.at(-1) ?? "" };
    } finally {
      child.kill("SIGKILL");
      await ended;
    }
  }
}

async function untilListening(child: ChildProcess, folder: string): Promise<Access> {
  for (const start = Date.now(); Date.now() < start + START_MILLISECONDS; ) {
    const record = readDaemonRecord(folder);
    if (record?.pid === child.pid && record)
      return {
        clientConfig: {
          endpoint: `http://127.0.0.1:${record.port}`,
          region: "eu-west-1",
          credentials: record.credentials,
          maxAttempts: 1,
        },
      };
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error("The local cloud did not start.");
}
