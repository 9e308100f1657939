import type { DaemonRecord } from "../../daemon-record.ts";
import { askDaemon, findDaemon } from "../../find-daemon.ts";
import type { Io } from "../../io.ts";
import { isAlive } from "../../process-alive.ts";
import { localCloudFolder } from "../../state-folder.ts";

const STOP_SECONDS = 10;
const PAUSE_MILLISECONDS = 20;

/** Stops the folder's local cloud and waits until its process is gone; undefined when there was none to stop. */
export async function stopDaemon(io: Io, signal: AbortSignal): Promise<DaemonRecord | undefined> {
  const daemon = await findDaemon(localCloudFolder(io.cwd));
  if (!daemon) return undefined;
  await askDaemon(daemon, { method: "POST", path: "stop" });
  const deadline = io.now() + STOP_SECONDS * 1000;
  while (isAlive(daemon.pid)) {
    if (io.now() > deadline) {
      process.kill(daemon.pid, "SIGKILL");
      return daemon;
    }
    await io.sleep(PAUSE_MILLISECONDS, signal);
  }
  return daemon;
}
