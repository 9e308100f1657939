import { join } from "node:path";
import { readRegularFile, replaceFile } from "../files/safe-file.ts";
import { isRecord } from "../text/json.ts";
import { LOCAL_CORS, LOCAL_TIMINGS, type LocalCors, type LocalTiming } from "./local-settings.ts";
import { ownerHash } from "./state-owner.ts";

/** The record of the last local cloud that ran in a folder; its process may have ended since. */
export interface DaemonRecord {
  readonly version: 1;
  /** The folder in which the record was written, so that commands in a copy do not use the original's daemon. */
  readonly directory: string;
  /** The hash of the daemon's machine, user and folder. It is missing from older records. */
  readonly owner?: string;
  readonly pid: number;
  readonly port: number;
  /** The bearer token for requests under `/_local/`. */
  readonly token: string;
  readonly account: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly timing: LocalTiming;
  /** The seed for the random delays of realistic timing. */
  readonly seed?: number;
  /** The pages that may call the APIs. If missing, as in older records, any page may call them. */
  readonly cors?: LocalCors;
}

const FILE = "daemon.json";

/** The daemon's exit codes. For all except `locked`, the last line of its log states a problem the user can fix. */
export const DAEMON_EXIT = {
  portTaken: 3,
  unusableState: 4,
  folderNotWritable: 6,
  locked: 7,
} as const;

/** Reads the record in a local cloud's folder; undefined if it is missing or invalid. */
export function readDaemonRecord(directory: string): DaemonRecord | undefined {
  try {
    const value: unknown = JSON.parse(readRegularFile(join(directory, FILE)) ?? "null");
    return isDaemonRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Adds the owner to a record and writes it into the local cloud's folder; returns the written record. */
export function writeDaemonRecord(directory: string, record: DaemonRecord): DaemonRecord {
  const written = { ...record, owner: ownerHash(directory) };
  replaceFile(join(directory, FILE), `${JSON.stringify(written, undefined, 2)}\n`);
  return written;
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
