import { isDaemonOf } from "../../daemon/daemon-process.ts";
import { unresponsive } from "../../daemon/find-daemon.ts";
import { isAlive } from "../../daemon/process-alive.ts";
import type { Io } from "../../io.ts";
import { canPromptWith, confirmWithYes } from "../confirm.ts";

/** Whether a command may kill an unresponsive local cloud without a prompt, and whether the command can prompt. */
export interface EndingConsent {
  readonly json: boolean;
  readonly yes?: boolean;
}

/**
 * Printed if the user cancels or declines the prompt. "nothing was changed" could be false, because a request to stop
 * may have been sent.
 */
export const NOT_ENDED = "the process was not killed";
const PAUSE_MILLISECONDS = 20;

/** Kills this folder's unresponsive daemon (after confirmation unless `yes` is set) and waits until it has ended. */
export async function endUnresponsive(
  { io, signal }: { readonly io: Io; readonly signal: AbortSignal },
  directory: string,
  pid: number,
  { json, yes = false }: EndingConsent,
): Promise<void> {
  if (!yes) {
    if (!canPromptWith(io, json)) throw unresponsive(pid);
    await confirmWithYes(
      io,
      `The local cloud (pid ${pid}) is not responding. Saved data is kept. Kill its process?`,
      signal,
      NOT_ENDED,
    );
  } else if (!json) io.stderr.write(`The local cloud (pid ${pid}) is not responding; killing its process.\n`);
  // During the prompt, the process may have ended, and its pid may have been reused.
  if (isDaemonOf(directory, pid) === true) process.kill(pid, "SIGKILL");
  while (isAlive(pid) && isDaemonOf(directory, pid) === true) await io.sleep(PAUSE_MILLISECONDS, signal);
}
