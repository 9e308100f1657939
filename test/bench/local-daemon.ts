import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { JournalEntry } from "../../src/local/request/journal.ts";

/** The record of a folder's local cloud. */
export function daemonOf(folder: string): {
  port: number;
  token: string;
  account: string;
  credentials: { accessKeyId: string; secretAccessKey: string };
} {
  return JSON.parse(readFileSync(join(folder, ".todo-api", "local", "daemon.json"), "utf8"));
}

/** The calls that a folder's local cloud has responded to. */
export async function callsOf(folder: string): Promise<readonly JournalEntry[]> {
  const { port, token } = daemonOf(folder);
  const response = await fetch(`http://127.0.0.1:${port}/_local/calls`, {
    headers: { authorization: `Bearer ${token}` },
  });
  return JSON.parse(await response.text());
}
