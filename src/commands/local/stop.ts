import { EXIT } from "../../errors.ts";
import type { Io } from "../../io.ts";
import { interruptible } from "../interruptible.ts";
import { NOT_ENDED } from "./end-unresponsive.ts";
import { LOCAL_CLOUD } from "./local-cloud.ts";
import { stopDaemon } from "./stop-daemon.ts";

/** `local stop`: stops the local cloud if it is running. */
export function stop(io: Io, json: boolean, { yes = false }: { readonly yes?: boolean }): Promise<number> {
  const run = async (signal: AbortSignal) => {
    if (!json) io.stderr.write(`${LOCAL_CLOUD}\n`);
    const stopped = await stopDaemon(io, signal, { json, yes });
    if (json) io.stdout.write(`${JSON.stringify({ running: false, stopped })}\n`);
    else if (stopped) io.stderr.write("Stopped. Its stacks and items are kept for the next start.\n");
    else io.stderr.write("Not running; nothing to stop.\n");
    return EXIT.ok;
  };
  return interruptible(io, run, { canceled: NOT_ENDED });
}
