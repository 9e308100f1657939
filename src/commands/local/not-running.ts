import { readStateDamage } from "../../daemon/state-damage.ts";
import { hasState, isOwnState } from "../../daemon/state-owner.ts";
import { EXIT, type Next, TodoApiError } from "../../errors.ts";
import { localCloudFolder } from "../../files/state-folder.ts";
import { quoteWord } from "../../text/quote-word.ts";

/** A condition that prevents a folder's local cloud from starting, and the hints for resolving it. */
interface StartObstacle {
  readonly code: "local-state-foreign" | "local-state-damaged";
  readonly message: string;
  readonly next: readonly Next[];
}

/** Finds the condition that would prevent the next start of a folder's local cloud; undefined if none is known. */
export function findStartObstacle(directory: string): StartObstacle | undefined {
  if (!isOwnState(directory)) return foreignState(directory);
  const damage = readStateDamage(directory);
  if (!damage) return undefined;
  const aside = `mv ${quoteWord(damage.path)} ${quoteWord(`${damage.path}.damaged`)}`;
  return {
    code: "local-state-damaged",
    message: damage.reason,
    next: [
      { command: "todo-api local start", comment: "start it after restoring the backup" },
      {
        command: `${aside} && todo-api local start`,
        comment: "start it without the damaged data",
      },
    ],
  };
}

/** The error for a command that requires a running local cloud. `more` completes the message if no reason is known. */
export function notRunning(cwd: string, more = ""): TodoApiError {
  const directory = localCloudFolder(cwd);
  const obstacle = findStartObstacle(directory);
  const message = `the local cloud of this folder is not running${obstacle ? `: ${obstacle.message}` : more}`;
  const next = hintsFor(obstacle, directory);
  return new TodoApiError("local-cloud-not-running", EXIT.notFound, message, { next });
}

/** The hints for a folder whose local cloud is not running. */
export function startHints(cwd: string): readonly Next[] {
  const directory = localCloudFolder(cwd);
  return hintsFor(findStartObstacle(directory), directory);
}

function hintsFor(obstacle: StartObstacle | undefined, directory: string): readonly Next[] {
  if (obstacle) return obstacle.next;
  if (hasState(directory))
    return [{ command: "todo-api local start", comment: "start it; its stacks and items were kept" }];
  return [
    { command: "todo-api local start", comment: "start it" },
    { command: "todo-api deploy --local", comment: "start it and deploy" },
  ];
}

function foreignState(directory: string): StartObstacle {
  return {
    code: "local-state-foreign",
    message: `${directory} was created on another machine, by another user or in another folder, and its functions would run here`,
    next: [
      { command: "todo-api local adopt --yes && todo-api local start", comment: "use it if you trust its origin" },
      { command: "todo-api local reset --yes", comment: "delete it" },
    ],
  };
}
