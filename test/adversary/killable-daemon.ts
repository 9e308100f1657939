import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { DAEMON_PROGRAM } from "../../src/daemon/daemon-process.ts";
import type { DaemonRecord } from "../../src/daemon/daemon-record.ts";
import { lookUpDaemon } from "../../src/daemon/find-daemon.ts";
import { PACKAGE_ROOT } from "../../src/package/package-root.ts";

const HOOK = pathToFileURL(fileURLToPath(new URL("kill-on-request.js", import.meta.url))).href;
const PAUSE_MILLISECONDS = 10;

/** The daemon of a folder, with a hook that kills it at the point that a request names; it can be restarted. */
export interface KillableDaemon {
  /** Returns the daemon, which is started if it is not running. */
  running(): Promise<DaemonRecord>;
  /** Ends the daemon; it cannot be restarted. */
  stop(): Promise<void>;
  starts(): number;
}

/** Creates a daemon for a folder. While the file `fullDisk` exists, nothing can be written. */
export function killableDaemon(directory: string, fullDisk?: string): KillableDaemon {
  let starts = 0;
  let starting: Promise<DaemonRecord> | undefined;
  let child: ReturnType<typeof start> | undefined;

  function start() {
    starts += 1;
    return spawn(process.execPath, ["--import", HOOK, join(PACKAGE_ROOT, DAEMON_PROGRAM), directory], {
      stdio: "ignore",
      env: fullDisk === undefined ? {} : { FULL_DISK: fullDisk },
    });
  }

  const hasEnded = () => child === undefined || child.exitCode !== null || child.signalCode !== null;

  async function restart(): Promise<DaemonRecord> {
    child = start();
    for (;;) {
      const state = await lookUpDaemon(directory);
      if (state.kind === "running" && state.daemon.pid === child.pid) return state.daemon;
      if (hasEnded()) throw new Error(`The daemon of ${directory} ended with ${child.exitCode ?? child.signalCode}.`);
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MILLISECONDS));
    }
  }

  return {
    running() {
      if (hasEnded()) starting = restart();
      starting ??= restart();
      return starting;
    },
    async stop() {
      if (child === undefined || hasEnded()) return;
      child.kill("SIGTERM");
      await once(child, "exit");
    },
    starts: () => starts,
  };
}
