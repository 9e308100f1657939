import type { DaemonRecord } from "../../daemon/daemon-record.ts";
import { timingText } from "../../daemon/local-settings.ts";
import { EXIT, usageError } from "../../errors.ts";
import type { Io } from "../../io.ts";
import { interruptible } from "../interruptible.ts";
import { endUnresponsive } from "./end-unresponsive.ts";
import { LOCAL_CLOUD } from "./local-cloud.ts";
import { type DaemonSettings, type StartedDaemon, startCommand, startDaemon } from "./start-daemon.ts";

/** The options of `local start`. */
export interface StartOptions extends DaemonSettings {
  /** Kills an unresponsive local cloud without a prompt. */
  readonly yes?: boolean;
}

/** `local start`: starts the local cloud unless it is running, and prints the URL of its endpoint. */
export function start(io: Io, json: boolean, { yes = false, ...settings }: StartOptions): Promise<number> {
  if (settings.seed !== undefined && settings.timing !== "realistic")
    throw usageError("--seed requires --timing realistic", [
      { command: startCommand({ ...settings, timing: "realistic" }), comment: "use realistic timing" },
    ]);
  return interruptible(io, async (signal) => {
    if (!json) io.stderr.write(`${LOCAL_CLOUD}\n`);
    const started = await startDaemon(io, signal, settings, (directory, pid) =>
      endUnresponsive({ io, signal }, directory, pid, { json, yes }),
    );
    const { daemon, isNew } = started;
    const endpoint = `http://127.0.0.1:${daemon.port}`;
    if (json)
      io.stdout.write(
        `${JSON.stringify({ running: true, started: isNew, pid: daemon.pid, port: daemon.port, endpoint, timing: daemon.timing, seed: daemon.seed })}\n`,
      );
    else {
      io.stderr.write(
        `${isNew ? "Started" : "Already running"} (pid ${daemon.pid}${timingSuffix(daemon)}).${movedText(started)}\n`,
      );
      io.stdout.write(`${endpoint}\n`);
    }
    return EXIT.ok;
  });
}

/** Starts the local cloud for `deploy --local`; prints nothing if it is already running. */
export async function startForDeploy(io: Io, signal: AbortSignal): Promise<DaemonRecord> {
  const started = await startDaemon(io, signal);
  if (started.isNew)
    io.stderr.write(
      `Started the local cloud (pid ${started.daemon.pid}${timingSuffix(started.daemon)}).${movedText(started)}\n`,
    );
  return started.daemon;
}

function timingSuffix(daemon: DaemonRecord): string {
  return daemon.timing === "instant" ? "" : `, timing ${timingText(daemon)}`;
}

function movedText({ movedFrom, daemon }: StartedDaemon): string {
  return movedFrom === undefined
    ? ""
    : ` Its last port, ${movedFrom}, is not available; it now listens on ${daemon.port}.`;
}
