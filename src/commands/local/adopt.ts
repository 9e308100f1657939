import { claimState, hasState, isOwnState } from "../../daemon/state-owner.ts";
import { EXIT, TodoApiError, usageError } from "../../errors.ts";
import { localCloudFolder } from "../../files/state-folder.ts";
import type { Io } from "../../io.ts";
import { notConfirmed } from "../confirm.ts";
import { interruptible } from "../interruptible.ts";
import { LOCAL_CLOUD } from "./local-cloud.ts";

/** `local adopt`: lets this folder's state be used here although it was made elsewhere, after asking. */
export function adopt(io: Io, json: boolean, { yes = false }: { readonly yes?: boolean }): Promise<number> {
  return interruptible(io, async (signal) => {
    if (!json) io.stderr.write(`${LOCAL_CLOUD}\n`);
    const directory = localCloudFolder(io.cwd);
    if (!hasState(directory)) throw nothingToAdopt(directory);
    const isOwn = isOwnState(directory);
    if (!isOwn) {
      if (!yes) await confirm(io, json, signal);
      claimState(directory);
    }
    if (json) io.stdout.write(`${JSON.stringify({ adopted: !isOwn })}\n`);
    else io.stderr.write(isOwn ? "It was made here; there is nothing to adopt.\n" : "Adopted.\n");
    return EXIT.ok;
  });
}

async function confirm(io: Io, json: boolean, signal: AbortSignal): Promise<void> {
  if (json || !io.stdin.isTTY || !io.stderr.isTTY)
    throw usageError("not a terminal; confirm with --yes that the functions in it may run on this machine", [
      { command: "todo-api local adopt --yes", when: "you trust whoever made this folder" },
    ]);
  const question = "It was made elsewhere. The functions in it will run on this machine. Adopt it? (y/N) ";
  if (!/^y(es)?$/i.test((await io.stdin.ask(question, signal)).trim())) throw notConfirmed();
}

function nothingToAdopt(directory: string): TodoApiError {
  return new TodoApiError("nothing-to-adopt", EXIT.notFound, `${directory} holds no state of a local cloud`);
}
