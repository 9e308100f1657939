import type { DaemonRecord } from "../../daemon/daemon-record.ts";
import { timingText } from "../../daemon/local-timing.ts";
import { EXIT, usageError } from "../../errors.ts";
import type { Io } from "../../io.ts";
import { interruptible } from "../interruptible.ts";
import { endUnresponsive } from "./end-unresponsive.ts";
import { LOCAL_CLOUD } from "./local-cloud.ts";
import { type StartedDaemon, startDaemon, type Wanted } from "./start-daemon.ts";

/** The options of `local start`. */
export interface StartOptions extends Wanted {
  /** End one that does not respond without asking. */
  readonly yes?: boolean;
}

/** `local start`: one that runs already is as good. Prints the endpoint's URL. */
export function start(io: Io, json: boolean, { yes = false, ...wanted }: StartOptions): Promise<number> {
  if (wanted.seed !== undefined && wanted.timing !== "realistic")
    throw usageError("--seed requires --timing realistic, whose delays it draws", [
      { command: `todo-api local start --timing realistic --seed ${wanted.seed}`, comment: "use realistic timing" },
    ]);
  return interruptible(io, async (signal) => {
    if (!json) io.stderr.write(`${LOCAL_CLOUD}\n`);
    const started = await startDaemon(io, signal, wanted, (directory, pid) =>
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
        `${isNew ? "Started" : "It is running already"} (pid ${daemon.pid}${slow(daemon)}).${moved(started)}\n`,
      );
      io.stdout.write(`${endpoint}\n`);
    }
    return EXIT.ok;
  });
}

/** For `deploy --local`: says something only if there was something to do. */
export async function startForDeploy(io: Io, signal: AbortSignal): Promise<DaemonRecord> {
  const started = await startDaemon(io, signal);
  if (started.isNew)
    io.stderr.write(`Started the local cloud (pid ${started.daemon.pid}${slow(started.daemon)}).${moved(started)}\n`);
  return started.daemon;
}

function slow(daemon: DaemonRecord): string {
  return daemon.timing === "instant" ? "" : `, timing ${timingText(daemon)}`;
}

function moved({ movedFrom, daemon }: StartedDaemon): string {
  return movedFrom === undefined ? "" : ` Its last port, ${movedFrom}, is taken: it listens on ${daemon.port} now.`;
}
