import type { DaemonRecord } from "../../daemon-record.ts";
import { EXIT, usageError } from "../../errors.ts";
import { interruptible } from "../../interruptible.ts";
import type { Io } from "../../io.ts";
import { LOCAL_CLOUD } from "./local-cloud.ts";
import { type StartedDaemon, startDaemon, type Wanted } from "./start-daemon.ts";

/** `local start`: one that runs already is as good. Prints the endpoint's URL. */
export function start(io: Io, json: boolean, wanted: Wanted): Promise<number> {
  if (wanted.seed !== undefined && wanted.profile !== "realistic")
    throw usageError("--seed draws the times of the realistic profile: give --profile realistic with it.", [
      { command: `todo-api local start --profile realistic --seed ${wanted.seed}`, when: "that is what you want" },
    ]);
  return interruptible(io, async (signal) => {
    if (!json) io.stderr.write(`${LOCAL_CLOUD}\n`);
    const started = await startDaemon(io, signal, wanted);
    const { daemon, isNew } = started;
    const endpoint = `http://127.0.0.1:${daemon.port}`;
    if (json)
      io.stdout.write(
        `${JSON.stringify({ running: true, started: isNew, pid: daemon.pid, port: daemon.port, endpoint, profile: daemon.profile })}\n`,
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
  if (started.isNew) io.stderr.write(`Started the local cloud (pid ${started.daemon.pid}).${moved(started)}\n`);
  return started.daemon;
}

function slow({ profile }: DaemonRecord): string {
  return profile === "instant" ? "" : `, profile ${profile}`;
}

function moved({ movedFrom, daemon }: StartedDaemon): string {
  return movedFrom === undefined ? "" : ` Its last port, ${movedFrom}, is taken: it listens on ${daemon.port} now.`;
}
