import { join } from "node:path";
import { readRegularFile, replaceFile } from "../files/safe-file.ts";
import { isRecord } from "../text/json.ts";
import { LOCAL_CORS, type LocalCors } from "./local-cors.ts";
import { LOCAL_TIMINGS, type LocalTiming } from "./local-timing.ts";

/**
 * What a local cloud in the background records so that other commands find it, and the next one starts with its
 * settings. It may have ended since.
 */
export interface DaemonRecord {
  readonly version: 1;
  /** The folder that it was written into: a copy of that folder has no local cloud that runs. */
  readonly directory: string;
  readonly pid: number;
  readonly port: number;
  /** For the questions below `/_local/`. */
  readonly token: string;
  readonly account: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly timing: LocalTiming;
  /** What the delays of the realistic timing are drawn by. */
  readonly seed?: number;
  /** Whose pages may call its APIs; absent in records of older versions, which means any. */
  readonly cors?: LocalCors;
}

const FILE = "daemon.json";

/**
 * The daemon's exit codes: what the user can act on, with the reason as the last line of its log, and a lock that
 * another process holds.
 */
export const DAEMON_EXIT = {
  portTaken: 3,
  unusableState: 4,
  folderNotWritable: 6,
  locked: 7,
} as const;

/** The record of the last daemon of a local cloud's folder; undefined when there is none that makes sense. */
export function readDaemonRecord(directory: string): DaemonRecord | undefined {
  try {
    const value: unknown = JSON.parse(readRegularFile(join(directory, FILE)) ?? "null");
    return isDaemonRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Writes the record into the local cloud's folder. */
export function writeDaemonRecord(directory: string, record: DaemonRecord): void {
  replaceFile(join(directory, FILE), `${JSON.stringify(record, undefined, 2)}\n`);
}

function isDaemonRecord(value: unknown): value is DaemonRecord {
  const entries = entriesOf(value);
  const credentials = entriesOf(entries.get("credentials"));
  return (
    entries.get("version") === 1 &&
    Number.isInteger(entries.get("pid")) &&
    Number.isInteger(entries.get("port")) &&
    Number.isFinite(entries.get("startedAt")) &&
    [undefined, ...LOCAL_CORS].some((cors) => cors === entries.get("cors")) &&
    LOCAL_TIMINGS.some((timing) => timing === entries.get("timing")) &&
    (entries.get("seed") === undefined || Number.isInteger(entries.get("seed"))) &&
    ["directory", "token", "account"].map((key) => entries.get(key)).every((text) => typeof text === "string") &&
    [credentials.get("accessKeyId"), credentials.get("secretAccessKey")].every((text) => typeof text === "string")
  );
}

function entriesOf(value: unknown): ReadonlyMap<string, unknown> {
  return new Map(isRecord(value) ? Object.entries(value) : []);
}
