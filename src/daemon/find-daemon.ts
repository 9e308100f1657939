import { existsSync, realpathSync } from "node:fs";
import { request } from "node:http";
import { isAbsolute } from "node:path";
import { setTimeout } from "node:timers/promises";
import { EXIT, TodoApiError } from "../errors.ts";
import { isRecord, parseJson } from "../text/json.ts";
import { findLockingDaemon } from "./daemon-lock.ts";
import { findDaemonsOf, isDaemonOf } from "./daemon-process.ts";
import { type DaemonRecord, readDaemonRecord } from "./daemon-record.ts";
import { isAlive } from "./process-alive.ts";
import { ownerHash } from "./state-owner.ts";

const RESPONSE_SECONDS = 5;
/** The time within which a daemon must respond after it starts. */
export const START_SECONDS = 10;
/** The time within which a daemon repairs a lost or damaged record, or stops. */
const SETTLE_SECONDS = 3;
const PAUSE_MILLISECONDS = 50;

type DaemonState =
  | { readonly kind: "running"; readonly daemon: DaemonRecord }
  | { readonly kind: "unresponsive"; readonly pid: number }
  | { readonly kind: "none" };

/** Finds the folder's local cloud if it is running; throws if its process does not respond. */
export async function findDaemon(directory: string): Promise<DaemonRecord | undefined> {
  const state = await lookUpDaemon(directory);
  if (state.kind === "unresponsive") throw unresponsive(state.pid);
  return state.kind === "running" ? state.daemon : undefined;
}

/**
 * Finds the state of the folder's local cloud. A process is accepted as this folder's daemon only if its response or
 * its command line identifies it, whatever the files in the folder contain. If its command line cannot be read, its
 * lock must be fresh. Waits while the local cloud starts, stops or repairs its record.
 */
export async function lookUpDaemon(directory: string): Promise<DaemonState> {
  const beganAt = Date.now();
  for (;;) {
    const daemon = await findHealthyDaemon(directory);
    if (daemon) return { kind: "running", daemon };
    const live = findLiveDaemon(directory);
    if (!live) return { kind: "none" };
    if (Date.now() > expectedBy(live, beganAt)) return { kind: "unresponsive", pid: live.pid };
    await setTimeout(PAUSE_MILLISECONDS);
  }
}

/** Finds the daemon that the folder's record names, if it responds and belongs to this folder. */
export async function findHealthyDaemon(directory: string): Promise<DaemonRecord | undefined> {
  const record = readDaemonRecord(directory);
  const isRunning = record !== undefined && isSameFolder(record.directory, directory) && isAlive(record.pid);
  return isRunning && isTrusted(record) && (await isHealthy(record, directory)) ? record : undefined;
}

/** In a folder from another machine or user, a record could name any process, which would receive all requests. */
function isTrusted({ owner, directory, pid }: DaemonRecord): boolean {
  return owner === ownerHash(directory) || isDaemonOf(directory, pid) === true;
}

interface LiveDaemon {
  readonly pid: number;
  /** The time at which the daemon took the lock, if it has not written a record since; otherwise 0. */
  readonly startedAt: number;
}

function findLiveDaemon(directory: string): LiveDaemon | undefined {
  if (!existsSync(directory)) return undefined;
  const recorded = readDaemonRecord(directory)?.pid;
  const holder = findLockingDaemon(directory);
  if (holder) return { pid: holder.pid, startedAt: holder.pid === recorded ? 0 : holder.since };
  const isRecorded = recorded !== undefined && isDaemonOf(directory, recorded) === true;
  const pid = isRecorded ? recorded : findDaemonsOf(directory)[0];
  return pid === undefined ? undefined : { pid, startedAt: 0 };
}

/** Returns the time by which the daemon must respond. If the clock was set back, `startedAt` can be in the future. */
function expectedBy({ startedAt }: LiveDaemon, beganAt: number): number {
  const startEnd = Math.min(startedAt, beganAt) + START_SECONDS * 1000;
  return Math.max(startEnd, beganAt + SETTLE_SECONDS * 1000);
}

/** The error for a local cloud whose process does not respond. */
export function unresponsive(pid: number): TodoApiError {
  const message = `the local cloud of this folder (pid ${pid}) is not responding`;
  return new TodoApiError("local-cloud-unresponsive", EXIT.failure, message, {
    next: [{ command: "todo-api local stop --yes", comment: "kill it; saved data is kept" }],
  });
}

/** Compares real paths, because the given path may contain a link. */
function isSameFolder(recorded: string, directory: string): boolean {
  try {
    return isAbsolute(recorded) && realpathSync(recorded) === realpathSync(directory);
  } catch {
    return false;
  }
}

/** The port may now belong to another program, or to another folder's daemon. */
async function isHealthy(record: DaemonRecord, directory: string): Promise<boolean> {
  const response = await sendToDaemon(record, { method: "GET", path: "health" });
  if (response?.status !== 200) return false;
  const value = parseJson(response.text);
  if (!isRecord(value)) return false;
  const { pid, directory: served } = value;
  try {
    return pid === record.pid && (served === undefined || served === realpathSync(directory));
  } catch {
    return false;
  }
}

/** A request to the local cloud's control API, below `/_local/`. */
export interface ControlRequest {
  readonly method: "GET" | "POST" | "DELETE";
  readonly path: string;
  readonly body?: string;
}

interface ControlResponse {
  readonly status: number;
  readonly text: string;
}

/**
 * Sends a request to the control API; returns undefined if there is no response. Uses node:http, which loads faster
 * than fetch.
 */
export function sendToDaemon(
  { port, token }: Pick<DaemonRecord, "port" | "token">,
  { method, path, body }: ControlRequest,
): Promise<ControlResponse | undefined> {
  return new Promise((resolve) => {
    const sent = request(
      {
        host: "127.0.0.1",
        port,
        method,
        path: `/_local/${path}`,
        headers: { authorization: `Bearer ${token}` },
        timeout: RESPONSE_SECONDS * 1000,
        agent: false,
      },
      (response) => {
        let text = "";
        response.setEncoding("utf8");
        response.on("data", (chunk: string) => {
          text += chunk;
        });
        response.on("end", () => resolve({ status: response.statusCode ?? 0, text }));
        response.on("error", () => resolve(undefined));
      },
    );
    sent.on("timeout", () => sent.destroy());
    sent.on("error", () => resolve(undefined));
    sent.on("close", () => resolve(undefined));
    sent.end(body);
  });
}
