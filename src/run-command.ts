import { stackLabel } from "./aws/stack-name.ts";
import type { CommandContext } from "./command-context.ts";
import { describeTarget } from "./config/describe-target.ts";
import { type GlobalFlags, readSettings, type Settings, type Target } from "./config.ts";
import type { DaemonRecord } from "./daemon-record.ts";
import { EXIT, TodoApiError } from "./errors.ts";
import { findDaemon } from "./find-daemon.ts";
import { type Interruptible, interruptible } from "./interruptible.ts";
import type { Io } from "./io.ts";
import { localCloudFolder } from "./state-folder.ts";

/** How a command wants to be run. */
export interface CommandNeeds extends Interruptible {
  /** Starts the local cloud when it is the target and does not run; without it, that is an error. */
  startLocalCloud?(io: Io, signal: AbortSignal): Promise<DaemonRecord>;
  /** What it looks at, where that is more than the stack of the settings: "every stack". */
  readonly about?: string;
}

/** Runs a command that touches a stack: settings, the line that says what is touched, the local cloud found, Ctrl-C handled. */
export function runCommand(
  io: Io,
  flags: GlobalFlags,
  command: (context: CommandContext) => Promise<number>,
  needs: CommandNeeds = {},
): Promise<number> {
  const connectAndRun = async (signal: AbortSignal) => {
    const settings = await readSettings(flags, io);
    if (!settings.json)
      io.stderr.write(`${describeTarget(needs.about ?? stackLabel(settings.stack), settings.target)}\n`);
    const target = settings.target.kind === "local" ? await connect(io, settings, needs, signal) : settings.target;
    return command({ io, signal, settings: { ...settings, target } });
  };
  return interruptible(io, connectAndRun, needs);
}

async function connect(io: Io, { target }: Settings, needs: CommandNeeds, signal: AbortSignal): Promise<Target> {
  const daemon = (await findDaemon(localCloudFolder(io.cwd))) ?? (await needs.startLocalCloud?.(io, signal));
  if (!daemon) throw notRunning();
  const { port, credentials, account, token } = daemon;
  return {
    ...target,
    endpointUrl: `http://127.0.0.1:${port}`,
    endpointSource: "the local cloud",
    credentials,
    account,
    localToken: token,
  };
}

function notRunning(): TodoApiError {
  return new TodoApiError("local-cloud-not-running", EXIT.notFound, "The local cloud of this folder is not running.", {
    next: [
      { command: "todo-api local start", when: "you want to go on with what is deployed there" },
      { command: "todo-api deploy --local", when: "you want to start it and deploy" },
    ],
  });
}
