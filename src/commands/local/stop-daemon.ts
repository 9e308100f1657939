import { askDaemon, lookUpDaemon } from "../../daemon/find-daemon.ts";
import { isAlive } from "../../daemon/process-alive.ts";
import { localCloudFolder } from "../../files/state-folder.ts";
import type { Io } from "../../io.ts";
import { type EndingConsent, endUnresponsive } from "./end-unresponsive.ts";

const STOP_SECONDS = 10;
const PAUSE_MILLISECONDS = 20;

/** Stops the folder's local cloud and waits until its process is gone; returns whether there was one to stop. */
export async function stopDaemon(io: Io, signal: AbortSignal, consent: EndingConsent): Promise<boolean> {
  const directory = localCloudFolder(io.cwd);
  const state = await lookUpDaemon(directory);
  if (state.kind === "none") return false;
  if (state.kind === "unresponsive") {
    await endUnresponsive({ io, signal }, directory, state.pid, consent);
    return true;
  }
  const { pid } = state.daemon;
  await askDaemon(state.daemon, { method: "POST", path: "stop" });
  const deadline = io.now() + STOP_SECONDS * 1000;
  while (isAlive(pid)) {
    if (io.now() > deadline) {
      await endUnresponsive({ io, signal }, directory, pid, consent);
      return true;
    }
    await io.sleep(PAUSE_MILLISECONDS, signal);
  }
  return true;
}
