import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { pythonWith } from "./python.ts";

/** Another project's AWS-compatible endpoint, which runs on this machine. */
export interface Emulator {
  readonly endpoint: string;
  /** Its resources by kind: names as boto3 lists them. */
  list(): Promise<Readonly<Record<string, readonly string[]>>>;
  stop(): Promise<void>;
}

export const REGION = "eu-west-1";
const START_SECONDS = 90;

/**
 * https://pypi.org/project/localemu: a relative of LocalStack. Its functions require Docker, so here they are created
 * but never run.
 */
export async function startLocalEmu(): Promise<Emulator> {
  const python = await pythonWith("localemu", ["localemu==1.3.2", "boto3==1.42.59"]);
  return start(python, [fileURLToPath(new URL("without-docker.py", import.meta.url)), "localemu"], (port) => ({
    path: "/_localemu/health",
    env: { GATEWAY_LISTEN: `127.0.0.1:${port}` },
  }));
}

/** https://pypi.org/project/ministack: it runs functions without Docker. */
export async function startMiniStack(): Promise<Emulator> {
  const python = await pythonWith("ministack", ["ministack==1.5.33", "boto3==1.43.106"]);
  return start(python, ["-m", "ministack"], (port) => ({
    path: "/_ministack/health",
    env: { GATEWAY_PORT: String(port), BIND_HOST: "127.0.0.1" },
  }));
}

async function start(
  python: string,
  argv: readonly string[],
  settings: (port: number) => { readonly path: string; readonly env: Readonly<Record<string, string>> },
): Promise<Emulator> {
  const port = await freePort();
  const { path, env } = settings(port);
  const folder = await mkdtemp(join(tmpdir(), "todo-api-emulator-"));
  const child = spawn(python, argv, {
    cwd: folder,
    env: { ...process.env, HOME: folder, TMPDIR: folder, ...env },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let errors = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    errors = `${errors}${text}`.slice(-4000);
  });
  const stop = async () => {
    await end(child);
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  };
  const endpoint = `http://127.0.0.1:${port}`;
  if (await responds(`${endpoint}${path}`, child)) return { endpoint, list: () => list(python, endpoint), stop };
  await stop();
  throw new Error(`${argv.join(" ")} did not start: ${errors}`);
}

async function responds(url: string, child: ChildProcess): Promise<boolean> {
  for (let second = 0; second < START_SECONDS && child.exitCode === null; second += 1) {
    const isUp = await fetch(url, { signal: AbortSignal.timeout(5000) }).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isUp) return true;
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  return false;
}

/** Kills it, because it is slow to exit, and its state is no longer needed. */
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await ended;
}

async function list(python: string, endpoint: string): Promise<Readonly<Record<string, readonly string[]>>> {
  const { execFile } = await import("node:child_process");
  const { promisify } = await import("node:util");
  const script = fileURLToPath(new URL("list_resources.py", import.meta.url));
  const { stdout } = await promisify(execFile)(python, [script, endpoint, REGION]);
  return JSON.parse(stdout);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (typeof address !== "object" || address === null) throw new Error("No port is free.");
  return address.port;
}
