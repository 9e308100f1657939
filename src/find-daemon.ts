import { request } from "node:http";
import { relative } from "node:path";
import { type DaemonRecord, readDaemonRecord } from "./daemon-record.ts";
import { isAlive } from "./process-alive.ts";

const ANSWER_SECONDS = 5;

/** The local cloud of a folder (`.todo-api/local`), if it runs: its process is there and answers to the token that only it and this user know. */
export async function findDaemon(directory: string): Promise<DaemonRecord | undefined> {
  const record = readDaemonRecord(directory);
  if (!record || relative(record.directory, directory) !== "" || !isAlive(record.pid)) return undefined;
  const answer = await askDaemon(record, { method: "GET", path: "health" });
  return answer?.status === 200 ? record : undefined;
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
