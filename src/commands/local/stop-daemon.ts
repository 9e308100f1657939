import { takeFolderLock } from "../../daemon/daemon-lock.ts";
import { endAbandonedFunctions } from "../../daemon/daemon-process.ts";
import { lookUpDaemon, sendToDaemon } from "../../daemon/find-daemon.ts";
import { isAlive } from "../../daemon/process-alive.ts";
import { clockOf } from "../../engine/clock.ts";
import { findInTime } from "../../engine/wait.ts";
import { localCloudFolder } from "../../files/state-folder.ts";
import type { Io } from "../../io.ts";
import { type EndingConsent, endUnresponsive } from "./end-unresponsive.ts";

const STOP = { for: "the local cloud to stop", seconds: 10, pauseSeconds: 0.02 };

/**
 * Stops the folder's local cloud, waits until its process has ended, and ends the functions that the process left
 * running. Returns whether the local cloud was running.
 */
export async function stopDaemon(io: Io, signal: AbortSignal, consent: EndingConsent): Promise<boolean> {
  const directory = localCloudFolder(io.cwd);
  const wasRunning = await endDaemon(io, signal, consent, directory);
  // A killed daemon may have left functions running. If the lock is taken, they may belong to a new daemon.
  const lock = takeFolderLock(directory, io.now, "command");
  if (lock) endAbandonedFunctions(directory);
  lock?.release();
  return wasRunning;
}

async function endDaemon(io: Io, signal: AbortSignal, consent: EndingConsent, directory: string): Promise<boolean> {
  const state = await lookUpDaemon(directory);
  if (state.kind === "none") return false;
  if (state.kind === "unresponsive") {
    await endUnresponsive({ io, signal }, directory, state.pid, consent);
    return true;
  }
  const { pid } = state.daemon;
  await sendToDaemon(state.daemon, { method: "POST", path: "stop" });
  const hasEnded = await findInTime(clockOf(io, signal), STOP, async () => (isAlive(pid) ? undefined : true));
  if (!hasEnded) await endUnresponsive({ io, signal }, directory, pid, consent);
  return true;
}
