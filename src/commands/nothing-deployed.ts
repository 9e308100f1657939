import { stackLabel } from "../aws/stack-name.ts";
import { LOCAL_REGION } from "../config/choose-target.ts";
import { commandWithTarget } from "../config/suggested-command.ts";
import { findDaemon } from "../daemon/find-daemon.ts";
import { hasState } from "../daemon/state-owner.ts";
import { EXIT, type Next, TodoApiError } from "../errors.ts";
import { localCloudFolder } from "../files/state-folder.ts";
import type { Io } from "../io.ts";
import { type LocalApi, listLocalApis } from "../items/find-local-api.ts";
import { type Invocation, rerunCommand } from "./command-context.ts";
import { findStartObstacle } from "./local/not-running.ts";

/**
 * The error for a command that names no stack or cloud, in a folder without a record of a deployed stack. Lists the
 * stacks in the folder's local cloud, if it is running.
 */
export async function nothingDeployed({ cwd }: Pick<Io, "cwd">, invocation: Invocation): Promise<TodoApiError> {
  const daemon = await findDaemon(localCloudFolder(cwd));
  const running = daemon ? await listLocalApis(daemon) : [];
  const list = running
    .map(
      ({ stack, region, url }) => `\n  ${stackLabel(stack)}${inRegion(region)}${url === undefined ? "" : `  ${url}`}`,
    )
    .join("");
  const found = running.length > 0 ? ` Stacks in its local cloud:${list}` : "";
  const how = "Name a stack with --app and --stage, and its cloud with --local, or with --region and --profile.";
  return new TodoApiError(
    "nothing-deployed",
    EXIT.notFound,
    `this folder has no record of a deployed stack.${found === "" ? ` ${how}` : found}`,
    {
      details: { running: running.map(({ tags: _, ...about }) => about) },
      next:
        running.length > 0
          ? running.map((api) => ({ command: commandFor(api, invocation), comment: `use ${stackLabel(api.stack)}` }))
          : startOrDeployHints(cwd, daemon !== undefined),
    },
  );
}

function startOrDeployHints(cwd: string, isRunning: boolean): readonly Next[] {
  const directory = localCloudFolder(cwd);
  const obstacle = findStartObstacle(directory);
  if (obstacle) return obstacle.next;
  const isStopped = !isRunning && hasState(directory);
  return [
    ...(isStopped
      ? [
          {
            command: "todo-api local start",
            comment: "start the local cloud of this folder; its stacks and items were kept",
          },
        ]
      : []),
    { command: "todo-api deploy --local", comment: "deploy to the local cloud" },
  ];
}

function commandFor({ stack, region }: LocalApi, invocation: Invocation): string {
  return commandWithTarget(rerunCommand(invocation, ""), {
    stack,
    target: { kind: "local", region, regionSource: "the local cloud" },
  });
}

function inRegion(region: string): string {
  return region === LOCAL_REGION ? "" : ` in ${region}`;
}
