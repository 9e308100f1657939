import { isDaemonOf } from "../../daemon/daemon-process.ts";
import { unresponsive } from "../../daemon/find-daemon.ts";
import { isAlive } from "../../daemon/process-alive.ts";
import type { Io } from "../../io.ts";
import { notConfirmed } from "../confirm.ts";

/** How a command may end a local cloud that does not respond. */
export interface EndingConsent {
  readonly json: boolean;
  readonly yes?: boolean;
}

const PAUSE_MILLISECONDS = 20;

/** Ends this folder's daemon, which does not respond, after a confirmation, and waits until its process is gone. */
export async function endUnresponsive(
  { io, signal }: { readonly io: Io; readonly signal: AbortSignal },
  directory: string,
  pid: number,
  { json, yes = false }: EndingConsent,
): Promise<void> {
  if (!yes) {
    if (json || !io.stdin.isTTY || !io.stderr.isTTY) throw unresponsive(pid);
    const question = `pid ${pid} does not respond. End it? What it has saved is kept. (y/N) `;
    if (!/^y(es)?$/i.test((await io.stdin.ask(question, signal)).trim())) throw notConfirmed();
  } else if (!json) io.stderr.write(`pid ${pid} does not respond; ending it.\n`);
  // While the question waited, the process may have ended and another may have its number.
  if (isDaemonOf(directory, pid) === true) process.kill(pid, "SIGKILL");
  while (isAlive(pid) && isDaemonOf(directory, pid) === true) await io.sleep(PAUSE_MILLISECONDS, signal);
}
