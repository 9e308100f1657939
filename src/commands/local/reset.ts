import { existsSync } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { readTargetCache, writeTargetCache } from "../../config/target-cache.ts";
import { takeFolderLock } from "../../daemon/daemon-lock.ts";
import { clockOf } from "../../engine/clock.ts";
import { findInTime } from "../../engine/wait.ts";
import { codeOf, EXIT, TodoApiError, usageError } from "../../errors.ts";
import { localCloudFolder } from "../../files/state-folder.ts";
import type { Io } from "../../io.ts";
import { canPromptWith, confirmWithYes, whyNoPrompt } from "../confirm.ts";
import { interruptible } from "../interruptible.ts";
import { LOCAL_CLOUD } from "./local-cloud.ts";
import { stopDaemon } from "./stop-daemon.ts";

const UNLOCK = { for: "another command to end", seconds: 15, pauseSeconds: 0.05 };

/** `local reset`: stops the local cloud and deletes its state, after a confirmation. */
export function reset(io: Io, json: boolean, { yes }: { readonly yes?: boolean }): Promise<number> {
  return interruptible(io, async (signal) => {
    if (!json) io.stderr.write(`${LOCAL_CLOUD}\n`);
    if (!yes) await confirm(io, json, signal);
    const stopped = await stopAndDelete(io, json, signal);
    markDestroyed(io.cwd);
    if (json) io.stdout.write(`${JSON.stringify({ running: false, stopped, reset: true })}\n`);
    else io.stderr.write(`${stopped ? "Stopped, and deleted" : "Deleted"} all resources, items and logs.\n`);
    return EXIT.ok;
  });
}

/**
 * If the last deploy was to the local cloud, marks its stack as destroyed. Later commands then still use the local
 * cloud, but not that stack's app and stage.
 */
function markDestroyed(cwd: string): void {
  const last = readTargetCache(cwd, () => {});
  if (!last?.local) return;
  const { local, app, stage, region } = last;
  writeTargetCache(cwd, { local, app, stage, ...(region !== undefined && { region }), destroyed: true });
}

/**
 * Deletes the state while this process holds the folder's lock, so that no daemon starts with that state in the
 * meantime. Returns whether a daemon was stopped.
 */
async function stopAndDelete(io: Io, json: boolean, signal: AbortSignal): Promise<boolean> {
  const folder = localCloudFolder(io.cwd);
  let stopped = false;
  const isDeleted = await findInTime(clockOf(io, signal), UNLOCK, async () => {
    stopped = (await stopDaemon(io, signal, { json, yes: true })) || stopped;
    if (!existsSync(folder)) return true;
    const lock = takeFolderLock(folder, io.now, "command");
    if (!lock) return undefined;
    await remove(folder, io, signal).finally(lock.release);
    return true;
  });
  if (!isDeleted) throw notDeleted(folder, "another command is using it; try again");
  return stopped;
}

const RENAME_ATTEMPTS = 5;
const RENAME_PAUSE_MILLISECONDS = 100;

/** Renames the folder first, so that it is never half deleted. The next daemon deletes a leftover renamed folder. */
async function remove(folder: string, io: Io, signal: AbortSignal): Promise<void> {
  const aside = `${folder}.${process.pid}.new`;
  for (let attempt = 1; ; attempt += 1)
    try {
      await rename(folder, aside);
      break;
    } catch (error) {
      // Windows releases a process's files some time after the process has ended.
      if (attempt === RENAME_ATTEMPTS) throw notDeleted(folder, reasonOf(error), error);
      await io.sleep(RENAME_PAUSE_MILLISECONDS, signal);
    }
  const retries = { maxRetries: RENAME_ATTEMPTS, retryDelay: RENAME_PAUSE_MILLISECONDS };
  await rm(aside, { recursive: true, force: true, ...retries }).catch((error: unknown) => {
    throw notDeleted(aside, reasonOf(error), error);
  });
}

function notDeleted(folder: string, why: string, cause?: unknown): TodoApiError {
  return new TodoApiError("not-deleted", EXIT.failure, `cannot delete ${folder}: ${why}`, { cause });
}

function reasonOf(error: unknown): string {
  return codeOf(error) ?? String(error);
}

async function confirm(io: Io, json: boolean, signal: AbortSignal): Promise<void> {
  if (!canPromptWith(io, json))
    throw usageError(
      `${whyNoPrompt(json)}; confirm with --yes to delete all resources, items and logs in the local cloud`,
      [{ command: "todo-api local reset --yes", comment: "skip the prompt" }],
    );
  await confirmWithYes(io, "This deletes all resources, items and logs in the local cloud. Continue?", signal);
}
