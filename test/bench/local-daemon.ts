import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { JournalEntry } from "../../src/local/request/journal.ts";

/** What the local cloud of a folder wrote down about itself. */
export function daemonOf(folder: string): {
  port: number;
  token: string;
  account: string;
  credentials: { accessKeyId: string; secretAccessKey: string };
} {
  return JSON.parse(readFileSync(join(folder, ".todo-api", "local", "daemon.json"), "utf8"));
}

/** The calls that the local cloud of a folder has answered so far. */
export async function callsOf(folder: string): Promise<readonly JournalEntry[]> {
  const { port, token } = daemonOf(folder);
  const answer = await fetch(`http://127.0.0.1:${port}/_local/calls`, {
    headers: { authorization: `Bearer ${token}` },
  });
  return JSON.parse(await answer.text());
}
