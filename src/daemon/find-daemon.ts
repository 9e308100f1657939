import { realpathSync } from "node:fs";
import { request } from "node:http";
import { isAbsolute } from "node:path";
import { EXIT, TodoApiError } from "../errors.ts";
import { isDaemonOf, readLockHolder } from "./daemon-process.ts";
import { type DaemonRecord, readDaemonRecord } from "./daemon-record.ts";
import { isAlive } from "./process-alive.ts";

const ANSWER_SECONDS = 5;
/** A daemon that has just been started is not yet expected to respond. */
export const START_SECONDS = 10;

/** The local cloud of a folder (`.todo-api/local`): it responds, its process lives and does not, or there is none. */
export type DaemonState =
  | { readonly kind: "running"; readonly daemon: DaemonRecord }
  | { readonly kind: "unresponsive"; readonly pid: number }
  | { readonly kind: "none" };

/** The folder's local cloud if it runs; throws when its process does not respond. */
export async function findDaemon(directory: string): Promise<DaemonRecord | undefined> {
  const state = await lookUpDaemon(directory);
  if (state.kind === "unresponsive") throw unresponsive(state.pid);
  return state.kind === "running" ? state.daemon : undefined;
}

/** The state of the folder's local cloud. Only a process that proves to be this folder's daemon counts: by its response, or by its command line. */
export async function lookUpDaemon(directory: string): Promise<DaemonState> {
  const record = readDaemonRecord(directory);
  const own = record && isSameFolder(record.directory, directory) ? record : undefined;
  if (own && isAlive(own.pid) && (await isHealthy(own, directory))) return { kind: "running", daemon: own };
  const holder = readLockHolder(directory);
  if (!holder || isDaemonOf(directory, holder.pid) !== true) return { kind: "none" };
  const isStarting = Math.abs(Date.now() - holder.since) < START_SECONDS * 1000 && own?.pid !== holder.pid;
  return isStarting ? { kind: "none" } : { kind: "unresponsive", pid: holder.pid };
}

/** The error for a local cloud whose process does not respond. */
export function unresponsive(pid: number): TodoApiError {
  const message = `pid ${pid}, the local cloud of this folder, does not respond`;
  return new TodoApiError("local-cloud-unresponsive", EXIT.failure, message, {
    next: [{ command: "todo-api local stop --yes", when: "you want to end it; what it has saved is kept" }],
  });
}

/** By absolute paths: a record from elsewhere may name a folder that only looks like this one. */
function isSameFolder(recorded: string, directory: string): boolean {
  try {
    return isAbsolute(recorded) && realpathSync(recorded) === realpathSync(directory);
  } catch {
    return false;
  }
}

/** Whatever listens there now may be another program, or another folder's daemon. */
async function isHealthy(record: DaemonRecord, directory: string): Promise<boolean> {
  const answer = await askDaemon(record, { method: "GET", path: "health" });
  if (answer?.status !== 200) return false;
  try {
    const { pid, directory: served }: { readonly pid?: unknown; readonly directory?: unknown } = JSON.parse(
      answer.text,
    );
    return pid === record.pid && (served === undefined || served === realpathSync(directory));
  } catch {
    return false;
  }
}

/** One of the local cloud's own questions, below `/_local/`. */
export interface Question {
  readonly method: "GET" | "POST" | "DELETE";
  readonly path: string;
  readonly body?: string;
}

/** An answer to one of the local cloud's own questions. */
export interface DaemonAnswer {
  readonly status: number;
  readonly text: string;
}
/** Asks the local cloud; undefined when nothing answers. By node:http, which loads faster than fetch. */
export function askDaemon(
  { port, token }: Pick<DaemonRecord, "port" | "token">,
  { method, path, body }: Question,
): Promise<DaemonAnswer | undefined> {
  return new Promise((resolve) => {
    const asked = request(
      {
        host: "127.0.0.1",
        port,
        method,
        path: `/_local/${path}`,
        headers: { authorization: `Bearer ${token}` },
        timeout: ANSWER_SECONDS * 1000,
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
    asked.on("timeout", () => asked.destroy());
    asked.on("error", () => resolve(undefined));
    asked.on("close", () => resolve(undefined));
    asked.end(body);
  });
}
