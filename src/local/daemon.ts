import { inspect, isDeepStrictEqual, parseArgs } from "node:util";
import { type FolderLock, TOUCH_SECONDS, takeFolderLock } from "../daemon/daemon-lock.ts";
import { endAbandonedFunctions, findDaemonsOf, isDaemonOf } from "../daemon/daemon-process.ts";
import { DAEMON_EXIT, type DaemonRecord, readDaemonRecord, writeDaemonRecord } from "../daemon/daemon-record.ts";
import { LOCAL_CORS, LOCAL_TIMINGS } from "../daemon/local-settings.ts";
import { writeStateDamage } from "../daemon/state-damage.ts";
import { claimState, isOwnState } from "../daemon/state-owner.ts";
import { codeOf, hasCode, TodoApiError } from "../errors.ts";
import { checkTemporaryFolder } from "./check-temporary-folder.ts";
import { removeLeftovers } from "./remove-leftovers.ts";
import { reportOnce } from "./report-once.ts";
import { removeAbandonedFolders } from "./services/lambda/runner/code-folders.ts";
import { type RunningLocalCloud, startLocalCloud } from "./start-local-cloud.ts";
import { LocalStateError } from "./state/store.ts";
import { systemClock } from "./timing/clock.ts";

// `node dist/local/daemon.js <folder> [--port n] [--timing realistic [--seed n]] [--cors site]` runs a local cloud
// until SIGTERM, SIGINT or POST /_local/stop. Without --port, it uses the port that it last used, or a free port.

/** How long a daemon that has lost its lock may take to end. It detects the loss when it next touches the lock. */
const END_SECONDS = 6;
const PAUSE_MILLISECONDS = 50;
const UNWRITABLE_CODES = ["ENOSPC", "EDQUOT", "EROFS", "EACCES", "EPERM"];

// Only this user may read the files, including the table files.
process.umask(0o077);
const clock = systemClock();
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    port: { type: "string" },
    timing: { type: "string" },
    seed: { type: "string" },
    cors: { type: "string" },
  },
});
const cors = LOCAL_CORS.find((one) => one === values.cors) ?? "any";
const mode = LOCAL_TIMINGS.find((one) => one === values.timing) ?? "instant";
const seedOption = values.seed === undefined ? {} : { seed: Number(values.seed) };
const reportFailure = reportOnce((failure) => void logFailure(failure));
// An unforeseen failure of one request or connection must not end the others.
for (const event of ["uncaughtException", "unhandledRejection"] as const)
  process.on(event, (error: unknown) => reportFailure(inspect(error)));
// The daemon continues if its log cannot be written, for example on a full disk.
process.stderr.on("error", () => {});
process.exitCode = await runDaemon(positionals[0] ?? "", values.port === undefined ? undefined : Number(values.port));

async function runDaemon(folder: string, requestedPort: number | undefined): Promise<number> {
  const { stopped, stop } = createStopSwitch();
  let lock: FolderLock | undefined;
  try {
    lock = takeFolderLock(folder, clock.now);
  } catch (error) {
    return logError(folder, error);
  }
  if (!lock) return DAEMON_EXIT.locked;
  try {
    if (!(await waitForOtherDaemons(folder))) return DAEMON_EXIT.locked;
    if (!isOwnState(folder)) return logFailure(`${folder} was created elsewhere`, DAEMON_EXIT.unusableState);
    claimState(folder);
    checkTemporaryFolder();
    removeLeftovers(folder);
    endAbandonedFunctions(folder);
    removeAbandonedFolders(folder);
    const running = await start(folder, requestedPort, stop);
    if (!running) return logFailure(`port ${requestedPort} is not available`, DAEMON_EXIT.portTaken);
    try {
      const record = writeDaemonRecord(folder, recordOf(folder, running));
      writeStateDamage(folder, undefined);
      keepLockFresh(folder, lock, record, stop);
      await stopped;
    } finally {
      await running.stop();
    }
    return 0;
  } catch (error) {
    return logError(folder, error);
  } finally {
    lock.release();
  }
}

/**
 * Waits until the other daemons for this folder have ended; returns false if one of them does not end in time. A daemon
 * whose lock was deleted or replaced keeps writing until it detects the loss.
 */
async function waitForOtherDaemons(folder: string): Promise<boolean> {
  const others = findDaemonsOf(folder).filter((pid) => pid !== process.pid);
  const deadline = clock.now() + END_SECONDS * 1000;
  while (others.some((pid) => isDaemonOf(folder, pid) !== false)) {
    if (clock.now() > deadline) return false;
    await clock.sleep(PAUSE_MILLISECONDS);
  }
  return true;
}

function logError(folder: string, error: unknown): number {
  if (error instanceof LocalStateError) {
    recordDamage(folder, error);
    return logFailure(error.message, DAEMON_EXIT.unusableState);
  }
  if (error instanceof TodoApiError) return logFailure(error.message, DAEMON_EXIT.folderNotWritable);
  if (hasCode(error, ...UNWRITABLE_CODES))
    return logFailure(`${folder} cannot be written to (${codeOf(error)})`, DAEMON_EXIT.folderNotWritable);
  return logFailure(inspect(error));
}

/** Records the damage so that commands can report it. On a full disk, only the log and the exit code report it. */
function recordDamage(folder: string, { path, message }: LocalStateError): void {
  try {
    writeStateDamage(folder, { path, reason: message });
  } catch (error) {
    reportFailure(inspect(error));
  }
}

async function start(
  folder: string,
  requestedPort: number | undefined,
  onStop: () => void,
): Promise<RunningLocalCloud | undefined> {
  const report = (damage: string) => void logFailure(damage);
  const options = {
    directory: folder,
    daemonOf: folder,
    clock,
    timing: { mode, ...seedOption },
    cors,
    onStop,
    onDamage: report,
  };
  try {
    return await startLocalCloud({ ...options, port: requestedPort ?? readDaemonRecord(folder)?.port ?? 0 });
  } catch (error) {
    if (!isPortRefused(error)) throw error;
    return requestedPort === undefined ? startLocalCloud(options) : undefined;
  }
}

/** EACCES means that this user is not permitted to listen on the port, or that Windows has reserved it. */
function isPortRefused(error: unknown): boolean {
  return hasCode(error, "EADDRINUSE", "EACCES");
}

function recordOf(directory: string, { port, token, credentials, cloud }: RunningLocalCloud): DaemonRecord {
  return {
    version: 1,
    directory,
    pid: process.pid,
    port,
    token,
    account: cloud.account,
    credentials,
    startedAt: clock.now(),
    timing: mode,
    ...seedOption,
    cors: cloud.cors,
  };
}

/**
 * Keeps the lock fresh and repairs the record. Stops this daemon if its lock and state were deleted, or if another
 * process took its lock.
 */
function keepLockFresh(folder: string, lock: FolderLock, record: DaemonRecord, stop: () => void): void {
  const timer = setInterval(() => {
    try {
      if (lock.touch()) {
        if (!isDeepStrictEqual(readDaemonRecord(folder), record)) writeDaemonRecord(folder, record);
        return;
      }
    } catch (error) {
      // The disk may be full, for example. The next interval tries again.
      return reportFailure(error instanceof Error ? error.message : inspect(error));
    }
    clearInterval(timer);
    stop();
  }, TOUCH_SECONDS * 1000);
  timer.unref();
}

function createStopSwitch(): { readonly stopped: Promise<void>; stop(): void } {
  let stop = () => {};
  const stopped = new Promise<void>((resolve) => {
    stop = resolve;
  });
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
  return { stopped, stop };
}

function logFailure(message: string, exitCode = 1): number {
  process.stderr.write(`${new Date(clock.now()).toISOString()} ${message}\n`);
  return exitCode;
}
