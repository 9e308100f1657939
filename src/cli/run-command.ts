import type { AwsCredentialIdentityProvider } from "@smithy/types";
import { stackLabel } from "../aws/stack-name.ts";
import type { Target } from "../aws/target.ts";
import { type CommandContext, type Invocation, rerunCommand } from "../commands/command-context.ts";
import { type Interruptible, interruptible } from "../commands/interruptible.ts";
import { NO_REGION } from "../config/choose-target.ts";
import { describeTarget } from "../config/describe-target.ts";
import type { GlobalFlags } from "../config/global-flags.ts";
import { isTargetGiven } from "../config/is-target-given.ts";
import { readSettings, type Settings } from "../config/read-settings.ts";
import { errorWithTarget } from "../config/suggested-command.ts";
import { type DaemonRecord, readDaemonRecord } from "../daemon/daemon-record.ts";
import { findDaemon } from "../daemon/find-daemon.ts";
import { TodoApiError } from "../errors.ts";
import { localCloudFolder } from "../files/state-folder.ts";
import type { Io } from "../io.ts";

/** The requirements of a command that `runCommand` runs. */
export interface CommandNeeds extends Interruptible {
  /** Throws a usage error for options that would be invalid for any stack, before anything is looked up. */
  checkOptions?(io: Io): void | Promise<void>;
  /** Throws a usage error for options that are invalid for these settings, before the cloud is contacted. */
  check?(context: CommandContext): void | Promise<void>;
  /** Starts the local cloud if it is the target but is not running. A command without this function fails instead. */
  startLocalCloud?(io: Io, signal: AbortSignal): Promise<DaemonRecord>;
  /** Whether the command begins with a call to the cloud. If so, the MFA prompt must come before its output. */
  readonly callsCloud?: boolean;
  /** Whether to reject the command if nothing names a stack or a cloud. */
  readonly needsStack?: boolean;
  /** Whether the last deploy determines the target even if its stack has since been destroyed. */
  readonly acceptsDestroyed?: boolean;
  /** The scope to print, such as "every stack"; the default is the stack. */
  readonly about?: string;
}

/** Runs a command on a stack: reads settings, prints the target, finds or starts the local cloud, handles Ctrl-C. */
export function runCommand(
  io: Io,
  flags: GlobalFlags,
  invocation: Invocation,
  command: (context: CommandContext) => Promise<number>,
  needs: CommandNeeds = {},
): Promise<number> {
  const rethrow = (error: unknown) => {
    throw isNoRegionError(error) ? withRegionHints(error, flags, invocation) : error;
  };
  const connectAndRun = async (signal: AbortSignal) => {
    await needs.checkOptions?.(io);
    if (needs.needsStack && !isTargetGiven(flags, io, needs.acceptsDestroyed ?? false))
      throw await nothingDeployedFrom(io, invocation);
    const settings = withSimulation(io, await readSettings(flags, io, needs.acceptsDestroyed).catch(rethrow));
    if (!settings.json)
      io.stderr.write(`${describeTarget(needs.about ?? stackLabel(settings.stack), settings.target)}\n`);
    let { target } = settings;
    try {
      await needs.check?.({ io, signal, invocation, settings });
      target =
        settings.target.kind === "local"
          ? await connectToLocalCloud(io, settings, needs, signal)
          : await withCredentials(io, settings.target, needs, signal);
      return await command({ io, signal, invocation, settings: { ...settings, target } });
    } catch (error) {
      const hintTarget = { ...settings, target };
      throw error instanceof TodoApiError ? errorWithTarget(error, hintTarget) : await explainError(error, hintTarget);
    }
  };
  return interruptible(io, connectAndRun, needs);
}

function isNoRegionError(error: unknown): error is TodoApiError {
  return error instanceof TodoApiError && error.code === NO_REGION;
}

/** Adds hints to the error for a missing region, such as the same command with `--local`. */
function withRegionHints(
  { code, exitCode, message }: TodoApiError,
  flags: GlobalFlags,
  invocation: Invocation,
): TodoApiError {
  const has = (flag: string) => invocation.flags.includes(flag);
  const stack = Object.entries({ "--app": flags.app, "--stage": flags.stage })
    .flatMap(([flag, value]) => (value === undefined || has(flag) ? [] : [`${flag} ${value} `]))
    .join("");
  return new TodoApiError(code, exitCode, message, {
    next: [
      { command: rerunCommand(invocation, `${stack}--region eu-west-1`), comment: "specify the region" },
      { command: rerunCommand(invocation, `${stack}--local`), comment: "use the local cloud, without an AWS account" },
      { command: "todo-api help aws", comment: "show how to deploy to AWS" },
    ],
  });
}

/**
 * Adds the simulated timing of the local cloud, if any, to the target. The record of its last run is enough, because a
 * local cloud keeps its timing when it restarts.
 */
function withSimulation(io: Io, settings: Settings): Settings {
  const record = settings.target.kind === "local" ? readDaemonRecord(localCloudFolder(io.cwd)) : undefined;
  if (record === undefined || record.timing === "instant") return settings;
  const { timing, seed } = record;
  return { ...settings, target: { ...settings.target, simulation: { timing, ...(seed !== undefined && { seed }) } } };
}

async function withCredentials(
  io: Io,
  target: Target,
  { callsCloud = false }: CommandNeeds,
  signal: AbortSignal,
): Promise<Target> {
  const credentials = credentialsOf(io, target, signal);
  if (callsCloud && target.requiresMfa) await credentials();
  return { ...target, credentials };
}

/** Creates a provider of AWS credentials that loads its code on the first call, and hides the credentials in output. */
function credentialsOf(io: Io, target: Target, signal: AbortSignal): AwsCredentialIdentityProvider {
  let provider: Promise<AwsCredentialIdentityProvider> | undefined;
  return async (properties) => {
    provider ??= import("../aws/credentials.ts").then(({ createCredentialProvider }) =>
      createCredentialProvider(target, io, signal),
    );
    const credentials = await (await provider)(properties);
    io.conceal(credentials.accessKeyId, credentials.secretAccessKey, credentials.sessionToken);
    return credentials;
  };
}

async function nothingDeployedFrom(io: Io, invocation: Invocation): Promise<TodoApiError> {
  const { nothingDeployed } = await import("../commands/nothing-deployed.ts");
  return nothingDeployed(io, invocation);
}

/** Explains an error from AWS or its SDK, with hints for this target; returns any other error unchanged. */
async function explainError(error: unknown, settings: Settings): Promise<unknown> {
  const { explainAwsError } = await import("../aws/explain.ts");
  const known = explainAwsError(error, "the command failed");
  return known ? errorWithTarget(known, settings) : error;
}

async function connectToLocalCloud(
  io: Io,
  { target }: Settings,
  needs: CommandNeeds,
  signal: AbortSignal,
): Promise<Target> {
  const daemon = (await findDaemon(localCloudFolder(io.cwd))) ?? (await needs.startLocalCloud?.(io, signal));
  if (!daemon) throw await notRunningIn(io);
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

async function notRunningIn({ cwd }: Io): Promise<TodoApiError> {
  const { notRunning } = await import("../commands/local/not-running.ts");
  return notRunning(cwd);
}
