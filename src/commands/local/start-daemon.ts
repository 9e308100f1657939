import { spawn } from "node:child_process";
import { closeSync, fstatSync, readFileSync } from "node:fs";
import { join, parse } from "node:path";
import { type DaemonRecord, PORT_TAKEN_EXIT_CODE, readDaemonRecord } from "../../daemon-record.ts";
import { EXIT, TodoApiError } from "../../errors.ts";
import { findDaemon } from "../../find-daemon.ts";
import type { Io } from "../../io.ts";
import type { LocalProfile } from "../../local-profile.ts";
import { PACKAGE_ROOT } from "../../package-root.ts";
import { openToAppend } from "../../safe-file.ts";
import { localCloudFolder, makeLocalCloudFolder } from "../../state-folder.ts";

/** A local cloud that runs, and how it came to. */
export interface StartedDaemon {
  readonly daemon: DaemonRecord;
  readonly isNew: boolean;
  /** The port that it had before and that is taken now. */
  readonly movedFrom?: number;
}

const START_SECONDS = 10;
const PAUSE_MILLISECONDS = 20;
const LOG_FILE = "daemon.log";
/** A log that has grown beyond this begins anew. */
const LOG_BYTES = 1024 * 1024;
const LOG_TAIL_LINES = 10;

/** How a local cloud is wanted. */
export interface Wanted {
  /** There or not at all. */
  readonly port?: number;
  /** Instant unless another is asked for. */
  readonly profile?: LocalProfile;
  /** What the times of the realistic profile are drawn by. */
  readonly seed?: number;
}

/** Starts the folder's local cloud in the background unless it runs already. */
export async function startDaemon(io: Io, signal: AbortSignal, wanted: Wanted = {}): Promise<StartedDaemon> {
  const folder = localCloudFolder(io.cwd);
  const { port } = wanted;
  const running = await findDaemon(folder);
  if (running) return { daemon: checkWanted(running, wanted), isNew: false };
  const before = readDaemonRecord(folder)?.port;
  const child = spawnDaemon(makeLocalCloudFolder(io.cwd), io, wanted);
  const daemon = await untilHealthy(folder, child, io, signal, port);
  return {
    daemon: checkWanted(daemon, wanted),
    isNew: daemon.pid === child.pid,
    ...(before !== undefined && port === undefined && before !== daemon.port && { movedFrom: before }),
  };
}

function checkWanted(daemon: DaemonRecord, { port, profile }: Wanted): DaemonRecord {
  if (port !== undefined && daemon.port !== port)
    throw runsOtherwise(`on port ${daemon.port} and not on ${port}`, `--port ${port}`);
  if (profile !== undefined && daemon.profile !== profile)
    throw runsOtherwise(`with the profile ${daemon.profile} and not ${profile}`, `--profile ${profile}`);
  return daemon;
}

function runsOtherwise(how: string, flag: string): TodoApiError {
  return new TodoApiError("local-cloud-running", EXIT.failure, `The local cloud of this folder runs already, ${how}.`, {
    next: [{ command: `todo-api local stop && todo-api local start ${flag}`, when: "you want it so" }],
  });
}

/** The daemon's process while it starts. */
interface Child {
  readonly pid: number | undefined;
  /** Undefined while it runs. */
  exitCode(): number | undefined;
  /** What it has printed since it was spawned. */
  log(): string;
}

function spawnDaemon(folder: string, { env }: Io, wanted: Wanted): Child {
  const file = join(folder, LOG_FILE);
  const log = openToAppend(file, LOG_BYTES);
  const { size } = fstatSync(log);
  const args = [
    join(PACKAGE_ROOT, "dist", "local", "daemon.js"),
    folder,
    ...Object.entries(wanted).map(([name, value]) => `--${name}=${value}`),
  ];
  // Its working folder is the root, so that it keeps no folder from being removed.
  const child = spawn(process.execPath, args, {
    detached: true,
    windowsHide: true,
    cwd: parse(folder).root,
    env,
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
    log: () => readFileSync(file, "utf8").slice(size),
  };
}

async function untilHealthy(
  folder: string,
  child: Child,
  io: Io,
  signal: AbortSignal,
  port: number | undefined,
): Promise<DaemonRecord> {
  const deadline = io.now() + START_SECONDS * 1000;
  for (;;) {
    const daemon = await findDaemon(folder);
    if (daemon) return daemon;
    const exitCode = child.exitCode();
    // 0: another `local start` was faster, and its daemon is about to answer.
    if (exitCode === PORT_TAKEN_EXIT_CODE && port !== undefined) throw portTaken(port);
    if ((exitCode !== undefined && exitCode !== 0) || io.now() > deadline) throw notStarted(folder, child);
    await io.sleep(PAUSE_MILLISECONDS, signal);
  }
}

function portTaken(port: number): TodoApiError {
  return new TodoApiError("port-taken", EXIT.failure, `Port ${port} is taken by another program.`, {
    next: [{ command: "todo-api local start", when: "any free port will do" }],
  });
}

function notStarted(folder: string, child: Child): TodoApiError {
  const tail = child.log().trimEnd().split("\n").slice(-LOG_TAIL_LINES).join("\n  ");
  const why = child.exitCode() === undefined ? `did not answer within ${START_SECONDS} s` : "ended at once";
  const said = tail === "" ? "Its log is empty" : `Its log ends with:\n  ${tail}\nAll of it is`;
  return new TodoApiError(
    "local-cloud-not-started",
    EXIT.failure,
    `The local cloud ${why}. ${said}${tail === "" ? ": " : " in "}${join(folder, LOG_FILE)}.`,
    { next: [{ command: "todo-api local reset", when: "its state is broken, and may be forgotten" }] },
  );
}
