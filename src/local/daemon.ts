import { join } from "node:path";
import { inspect, isDeepStrictEqual, parseArgs } from "node:util";
import { type DaemonRecord, PORT_TAKEN_EXIT_CODE, readDaemonRecord, writeDaemonRecord } from "../daemon-record.ts";
import { findDaemon } from "../find-daemon.ts";
import { LOCAL_PROFILES } from "../local-profile.ts";
import { systemClock } from "./clock.ts";
import { type DaemonLock, TOUCH_SECONDS, takeDaemonLock } from "./daemon-lock.ts";
import { type RunningLocalCloud, startLocalCloud } from "./start-local-cloud.ts";
import { LocalStateError } from "./store.ts";

// `node dist/local/daemon.js <state folder> [--port n] [--profile realistic [--seed n]]`: a local cloud in the background, until SIGTERM, SIGINT
// or POST /_local/stop. What it prints goes to daemon.log. With a port it listens there or ends; without, where it listened last, or anywhere.

/** Longer than a lock without a holder needs to count as stale. */
const LOCK_SECONDS = 9;
const LOCK_PAUSE_MILLISECONDS = 50;

// The tables' files too are for this user alone.
process.umask(0o077);
const clock = systemClock();
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { port: { type: "string" }, profile: { type: "string" }, seed: { type: "string" } },
});
const profile = LOCAL_PROFILES.find((one) => one === values.profile) ?? "instant";
const pace = { profile, ...(values.seed !== undefined && { seed: Number(values.seed) }) };
process.exitCode = await runDaemon(positionals[0] ?? "", values.port === undefined ? undefined : Number(values.port));

async function runDaemon(folder: string, wantedPort: number | undefined): Promise<number> {
  const { stopped, stop } = stopSwitch();
  const lock = await waitForLock(folder);
  if (!lock) return (await findDaemon(folder)) ? 0 : complain("another process holds this folder's lock.");
  try {
    const running = await start(folder, wantedPort, stop);
    if (!running) return complain(`port ${wantedPort} is taken by another program.`, PORT_TAKEN_EXIT_CODE);
    try {
      const record = recordOf(folder, running);
      writeDaemonRecord(folder, record);
      keepTouching(folder, lock, record, stop);
      await stopped;
    } finally {
      await running.stop();
    }
    return 0;
  } catch (error) {
    return complain(error instanceof LocalStateError ? error.message : inspect(error));
  } finally {
    lock.release();
  }
}

async function waitForLock(folder: string): Promise<DaemonLock | undefined> {
  const deadline = clock.now() + LOCK_SECONDS * 1000;
  for (;;) {
    const lock = takeDaemonLock(join(folder, "daemon.lock"), clock);
    if (lock || clock.now() > deadline || (await findDaemon(folder))) return lock;
    await clock.sleep(LOCK_PAUSE_MILLISECONDS);
  }
}

async function start(
  folder: string,
  wantedPort: number | undefined,
  onStop: () => void,
): Promise<RunningLocalCloud | undefined> {
  const options = { directory: folder, clock, pace, onStop };
  try {
    return await startLocalCloud({ ...options, port: wantedPort ?? readDaemonRecord(folder)?.port ?? 0 });
  } catch (error) {
    if (!isPortRefused(error)) throw error;
    return wantedPort === undefined ? startLocalCloud(options) : undefined;
  }
}

/** EACCES: a port that this user may not listen on, or that Windows has reserved. */
function isPortRefused(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "EADDRINUSE" || error.code === "EACCES");
}

function recordOf(directory: string, { port: listening, token, credentials, cloud }: RunningLocalCloud): DaemonRecord {
  return {
    version: 1,
    directory,
    pid: process.pid,
    port: listening,
    token,
    account: cloud.account,
    credentials,
    startedAt: clock.now(),
    profile: cloud.pace.profile,
  };
}

/** Ends this daemon too when its folder was removed, or another daemon has taken it over; mends its record, by which it is found. */
function keepTouching(folder: string, lock: DaemonLock, record: DaemonRecord, stop: () => void): void {
  const timer = setInterval(() => {
    if (lock.touch()) {
      if (!isDeepStrictEqual(readDaemonRecord(folder), record)) writeDaemonRecord(folder, record);
      return;
    }
    clearInterval(timer);
    stop();
  }, TOUCH_SECONDS * 1000);
  timer.unref();
}

function stopSwitch(): { readonly stopped: Promise<void>; stop(): void } {
  let stop = () => {};
  const stopped = new Promise<void>((resolve) => {
    stop = resolve;
  });
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
  return { stopped, stop };
}

function complain(message: string, exitCode = 1): number {
  process.stderr.write(`${new Date(clock.now()).toISOString()} ${message}\n`);
  return exitCode;
}
