import { spawn } from "node:child_process";
import { closeSync, fstatSync, realpathSync } from "node:fs";
import { join, parse } from "node:path";
import { DAEMON_PROGRAM } from "../../daemon/daemon-process.ts";
import { DAEMON_EXIT, type DaemonRecord, readDaemonRecord } from "../../daemon/daemon-record.ts";
import { findHealthyDaemon, lookUpDaemon, START_SECONDS, unresponsive } from "../../daemon/find-daemon.ts";
import type { LocalCors, LocalTiming } from "../../daemon/local-settings.ts";
import { clockOf } from "../../engine/clock.ts";
import { findInTime } from "../../engine/wait.ts";
import { EXIT, TodoApiError } from "../../errors.ts";
import { openToAppend, readRegularFile } from "../../files/safe-file.ts";
import { createLocalCloudFolder, localCloudFolder } from "../../files/state-folder.ts";
import type { Io } from "../../io.ts";
import { PACKAGE_ROOT } from "../../package/package-root.ts";
import { findStartObstacle } from "./not-running.ts";

/** A running local cloud, and whether this command started it. */
export interface StartedDaemon {
  readonly daemon: DaemonRecord;
  readonly isNew: boolean;
  /** The local cloud's previous port, if that port could not be used again. */
  readonly movedFrom?: number;
}

const START = { for: "the local cloud to start", seconds: START_SECONDS, pauseSeconds: 0.02 };
/** Longer than an abandoned lock takes to become stale. */
const LOCKED_SECONDS = 15;
const UNLOCK = { for: "another command to end", seconds: LOCKED_SECONDS, pauseSeconds: 0.1 };
const LOG_FILE = "daemon.log";
/** A larger log is emptied at the next start. */
const LOG_BYTES = 1024 * 1024;
const LOG_TAIL_LINES = 10;

/** The settings of a local cloud; omitted settings are taken from its last run. */
export interface DaemonSettings {
  /** Starting fails if this port is in use. */
  readonly port?: number;
  readonly timing?: LocalTiming;
  /** The seed for the random delays in realistic timing. */
  readonly seed?: number;
  readonly cors?: LocalCors;
}

/**
 * Starts the folder's local cloud in the background unless it is already running. Throws if the local cloud is
 * unresponsive and `endUnresponsive` is not given.
 */
export async function startDaemon(
  io: Io,
  signal: AbortSignal,
  settings: DaemonSettings = {},
  endUnresponsive?: (directory: string, pid: number) => Promise<void>,
): Promise<StartedDaemon> {
  const folder = localCloudFolder(io.cwd);
  const started = await findInTime(clockOf(io, signal), UNLOCK, async () => {
    const state = await lookUpDaemon(folder);
    if (state.kind === "running") return { daemon: requireSettings(state.daemon, settings), isNew: false };
    if (state.kind === "unresponsive") {
      if (!endUnresponsive) throw unresponsive(state.pid);
      await endUnresponsive(folder, state.pid);
    }
    return startUnlessLocked(io, signal, settings);
  });
  if (!started) throw locked(folder);
  return started;
}

/**
 * Starts the local cloud. Returns undefined if another process has just deleted the folder, or is holding the folder's
 * lock while it starts the local cloud or deletes its state.
 */
async function startUnlessLocked(
  io: Io,
  signal: AbortSignal,
  settings: DaemonSettings,
): Promise<StartedDaemon | undefined> {
  const folder = createLocalCloudFolder(realpathSync(io.cwd));
  const before = readDaemonRecord(folder);
  const child = spawnDaemon(folder, io, withLastSettings(settings, before));
  if (!child) return undefined;
  const daemon = await waitUntilHealthy(folder, child, io, signal, settings);
  return (
    daemon && {
      daemon: requireSettings(daemon, settings),
      isNew: daemon.pid === child.pid,
      ...(before !== undefined &&
        settings.port === undefined &&
        before.port !== daemon.port && { movedFrom: before.port }),
    }
  );
}

/**
 * Completes the settings with those from the last run, except the port, which the daemon itself reuses, and the seed
 * if the timing differs.
 */
function withLastSettings(
  { port, timing, seed, cors }: DaemonSettings,
  before: DaemonRecord | undefined,
): DaemonSettings {
  const chosen = timing ?? before?.timing;
  const keeps = before !== undefined && chosen === before.timing;
  const chosenCors = cors ?? before?.cors;
  const chosenSeed = seed ?? (keeps ? before.seed : undefined);
  return {
    ...(port !== undefined && { port }),
    ...(chosen !== undefined && { timing: chosen }),
    ...(chosenSeed !== undefined && { seed: chosenSeed }),
    ...(chosenCors !== undefined && { cors: chosenCors }),
  };
}

/** The command that starts the local cloud with these settings. */
export function startCommand(settings: DaemonSettings): string {
  const { port, timing, seed, cors } = settings;
  const flags = Object.entries({ port, timing, seed, cors }).filter(([, value]) => value !== undefined);
  return ["todo-api local start", ...flags.map(([name, value]) => `--${name} ${value}`)].join(" ");
}

function requireSettings(daemon: DaemonRecord, settings: DaemonSettings): DaemonRecord {
  const { port, timing, seed, cors } = settings;
  if (port !== undefined && daemon.port !== port) throw alreadyRunning(`on port ${daemon.port}, not ${port}`, settings);
  if (timing !== undefined && daemon.timing !== timing)
    throw alreadyRunning(`with --timing ${daemon.timing}, not ${timing}`, settings);
  if (seed !== undefined && daemon.seed !== seed)
    throw alreadyRunning(
      `${daemon.seed === undefined ? "without --seed" : `with --seed ${daemon.seed}`}, not with --seed ${seed}`,
      settings,
    );
  const actual = daemon.cors ?? "any";
  if (cors !== undefined && actual !== cors) throw alreadyRunning(`with --cors ${actual}, not ${cors}`, settings);
  return daemon;
}

function alreadyRunning(how: string, settings: DaemonSettings): TodoApiError {
  const restart = `todo-api local stop && ${startCommand(settings)}`;
  return new TodoApiError(
    "local-cloud-running",
    EXIT.failure,
    `the local cloud of this folder is already running ${how}`,
    {
      next: [{ command: restart, comment: "restart it with the given settings" }],
    },
  );
}

interface Child {
  readonly pid: number | undefined;
  /** Undefined while the process is running. */
  exitCode(): number | undefined;
  /** The output so far. */
  log(): string;
}

/**
 * Starts the daemon; returns undefined if the folder does not exist. `folder` must be a real path, because a daemon is
 * identified by the folder in its command line.
 */
function spawnDaemon(folder: string, { env }: Io, settings: DaemonSettings): Child | undefined {
  const file = join(folder, LOG_FILE);
  const log = openToAppend(file, LOG_BYTES);
  if (log === undefined) return undefined;
  const { size } = fstatSync(log);
  const args = [
    join(PACKAGE_ROOT, DAEMON_PROGRAM),
    folder,
    ...Object.entries(settings).map(([name, value]) => `--${name}=${value}`),
  ];
  // The working folder is the root, so that the process does not prevent any folder from being removed.
  const child = spawn(process.execPath, args, {
    detached: true,
    windowsHide: true,
    cwd: parse(folder).root,
    env: minimalEnvironment(env),
    stdio: ["ignore", log, log],
  });
  closeSync(log);
  child.unref();
  let exitCode: number | undefined;
  child.once("error", () => {
    exitCode = EXIT.failure;
  });
  child.once("exit", (code) => {
    exitCode = code ?? EXIT.failure;
  });
  return {
    pid: child.pid,
    exitCode: () => exitCode,
    log: () => readRegularFile(file, { maxBytes: Number.POSITIVE_INFINITY })?.slice(size) ?? "",
  };
}

/**
 * Variables for programs on Windows and for temporary files. No others are passed on, because functions can read the
 * daemon's environment.
 */
const PASSED_ON = ["SystemRoot", "windir", "TEMP", "TMP", "TMPDIR"];

function minimalEnvironment(env: Io["env"]): Record<string, string> {
  return Object.fromEntries(PASSED_ON.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])));
}

async function waitUntilHealthy(
  folder: string,
  child: Child,
  io: Io,
  signal: AbortSignal,
  { port, ...others }: DaemonSettings,
): Promise<DaemonRecord | undefined> {
  const found = await findInTime(clockOf(io, signal), START, async () => {
    const daemon = await findHealthyDaemon(folder);
    if (daemon) return { daemon };
    const exitCode = child.exitCode();
    if (exitCode === DAEMON_EXIT.locked) return { daemon: undefined };
    if (exitCode === DAEMON_EXIT.portTaken && port !== undefined) throw portTaken(port, others);
    if (exitCode !== undefined) throw notStarted(folder, child);
    return undefined;
  });
  if (!found) throw notStarted(folder, child);
  return found.daemon;
}

function locked(folder: string): TodoApiError {
  const message = `another command has been using ${folder} for ${LOCKED_SECONDS} s; try again when it has ended`;
  return new TodoApiError("local-cloud-locked", EXIT.failure, message);
}

function portTaken(port: number, others: DaemonSettings): TodoApiError {
  const message = `port ${port} is not available: another program uses it, or this user may not listen on it`;
  return new TodoApiError("port-taken", EXIT.failure, message, {
    next: [{ command: startCommand(others), comment: "use a free port" }],
  });
}

function notStarted(folder: string, child: Child): TodoApiError {
  const lines = child.log().trimEnd().split("\n");
  const exitCode = child.exitCode();
  const reason = lines.at(-1)?.replace(/^\S+ /, "") ?? "";
  const obstacle = exitCode === DAEMON_EXIT.unusableState ? findStartObstacle(folder) : undefined;
  if (obstacle) return new TodoApiError(obstacle.code, EXIT.failure, obstacle.message, { next: obstacle.next });
  if (exitCode === DAEMON_EXIT.folderNotWritable)
    return new TodoApiError("folder-not-writable", EXIT.failure, reason || `${folder} cannot be written to`);
  const tail = lines.slice(-LOG_TAIL_LINES).join("\n  ");
  if (exitCode === EXIT.ok)
    return new TodoApiError(
      "local-cloud-stopped",
      EXIT.failure,
      "another command stopped the local cloud while it was starting",
    );
  const why = exitCode === undefined ? `did not respond within ${START_SECONDS} s` : "exited while it was starting";
  const log = tail === "" ? "its log is empty: " : `its log ends with:\n  ${tail}\nfull log: `;
  return new TodoApiError(
    "local-cloud-not-started",
    EXIT.failure,
    `the local cloud ${why}; ${log}${join(folder, LOG_FILE)}`,
  );
}
