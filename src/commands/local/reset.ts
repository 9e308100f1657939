import { rm } from "node:fs/promises";
import { EXIT, TodoApiError, usageError } from "../../errors.ts";
import { localCloudFolder } from "../../files/state-folder.ts";
import type { Io } from "../../io.ts";
import { notConfirmed } from "../confirm.ts";
import { interruptible } from "../interruptible.ts";
import { LOCAL_CLOUD } from "./local-cloud.ts";
import { stopDaemon } from "./stop-daemon.ts";

/** `local reset`: stops the local cloud and deletes its folder, after asking. */
export function reset(io: Io, json: boolean, { yes }: { readonly yes?: boolean }): Promise<number> {
  return interruptible(io, async (signal) => {
    if (!json) io.stderr.write(`${LOCAL_CLOUD}\n`);
    if (!yes) await confirm(io, json, signal);
    const stopped = await stopDaemon(io, signal, { json, yes: true });
    // Windows lets go of a file some time after its process has ended.
    const folder = localCloudFolder(io.cwd);
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }).catch((error: unknown) => {
      throw notForgotten(folder, error);
    });
    if (json) io.stdout.write(`${JSON.stringify({ running: false, stopped, reset: true })}\n`);
    else io.stderr.write(`${stopped ? "Stopped, and everything" : "Everything"} in it is forgotten.\n`);
    return EXIT.ok;
  });
}

function notForgotten(folder: string, error: unknown): unknown {
  if (!(error instanceof Error && "code" in error)) return error;
  const why = `The folder ${folder} cannot be removed (${error.code}): what is in it is not forgotten.`;
  return new TodoApiError("not-forgotten", EXIT.failure, why, { cause: error });
}

async function confirm(io: Io, json: boolean, signal: AbortSignal): Promise<void> {
  if (json || !io.stdin.isTTY || !io.stderr.isTTY)
    throw usageError("There is no terminal to ask on whether everything in the local cloud may be forgotten.", [
      { command: "todo-api local reset --yes", when: "you mean it" },
    ]);
  const answer = await io.stdin.ask("This forgets every resource, item and log of it. Go on? (y/N) ", signal);
  if (!/^y(es)?$/i.test(answer.trim())) throw notConfirmed();
}
