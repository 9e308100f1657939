import type { DaemonRecord } from "../../daemon/daemon-record.ts";
import { findDaemon } from "../../daemon/find-daemon.ts";
import { claimState, hasState, isOwnState } from "../../daemon/state-owner.ts";
import { EXIT, TodoApiError, usageError } from "../../errors.ts";
import { localCloudFolder } from "../../files/state-folder.ts";
import type { Io } from "../../io.ts";
import { nextText } from "../../report/report-error.ts";
import { canPromptWith, confirmWithYes, whyNoPrompt } from "../confirm.ts";
import { interruptible } from "../interruptible.ts";
import { LOCAL_CLOUD } from "./local-cloud.ts";
import { startHints } from "./not-running.ts";

/** `local adopt`: allows state that was created elsewhere to be used in this folder, after a confirmation. */
export function adopt(io: Io, json: boolean, { yes = false }: { readonly yes?: boolean }): Promise<number> {
  return interruptible(io, async (signal) => {
    if (!json) io.stderr.write(`${LOCAL_CLOUD}\n`);
    const directory = localCloudFolder(io.cwd);
    if (!hasState(directory)) throw nothingToAdopt(directory);
    // A daemon runs only with the state of its own folder.
    const daemon = await findDaemon(directory);
    const isOwn = daemon !== undefined || isOwnState(directory);
    if (!isOwn && !yes) await confirm(io, json, signal);
    claimState(directory);
    if (json) io.stdout.write(`${JSON.stringify({ adopted: !isOwn })}\n`);
    else {
      io.stderr.write(isOwn ? `Nothing to adopt: ${ownedBy(daemon)}.\n` : "Adopted.\n");
      if (!daemon) io.stderr.write(nextText(startHints(io.cwd)));
    }
    return EXIT.ok;
  });
}

function ownedBy(daemon: DaemonRecord | undefined): string {
  return daemon ? `it runs in this folder (pid ${daemon.pid})` : "it was created in this folder";
}

async function confirm(io: Io, json: boolean, signal: AbortSignal): Promise<void> {
  if (!canPromptWith(io, json))
    throw usageError(`${whyNoPrompt(json)}; confirm with --yes to run the local cloud's functions on this machine`, [
      { command: "todo-api local adopt --yes", comment: "use it if you trust its origin" },
    ]);
  await confirmWithYes(
    io,
    "This local cloud was created elsewhere. Its functions will run on this machine. Adopt it?",
    signal,
  );
}

function nothingToAdopt(directory: string): TodoApiError {
  return new TodoApiError("nothing-to-adopt", EXIT.notFound, `${directory} does not contain a local cloud`, {
    next: [{ command: "todo-api deploy --local", comment: "start one and deploy" }],
  });
}
