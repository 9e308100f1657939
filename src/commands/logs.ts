import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { clientConfig } from "../aws/client-config.ts";
import { explainAwsError } from "../aws/explain.ts";
import { type StackName, stackLabel } from "../aws/stack-name.ts";
import type { CommandContext } from "../command-context.ts";
import { deployNext } from "../deploy-command.ts";
import { EXIT, TodoApiError } from "../errors.ts";
import { type LogEvent, sourceGroups } from "../logs/log-event.ts";
import { createLogStyle } from "../logs/log-style.ts";
import { createPageReader } from "../logs/page-reader.ts";
import { parseLine } from "../logs/parse-line.ts";
import { type Reading, readLogs } from "../logs/read-logs.ts";
import { renderJsonLine, renderLine } from "../logs/render-line.ts";
import { parseSince } from "../logs/since.ts";
import { usesColour } from "../report/colour.ts";

/** The options of `logs`, as they were given. */
export interface LogsOptions {
  readonly since?: string;
  readonly follow?: boolean;
}

const USUALLY_SINCE = "10m";

/** `logs`: prints what the functions and the API wrote, the oldest first; with `--follow` until Ctrl-C, which is its good end. */
export async function logs(context: CommandContext, options: LogsOptions): Promise<number> {
  const { io, settings, signal } = context;
  const reading = toReading(context, options);
  const render = settings.json ? renderJsonLine : createRenderer(context);
  const world = { now: io.now, sleep: io.sleep, signal };
  const say = (text: string) => io.stderr.write(`${text}\n`);
  let isQuiet = true;
  try {
    for await (const event of readLogs(createPageReader(openLogs(context), world, say), world, reading)) {
      const line = render(event);
      if (line !== undefined) io.stdout.write(line);
      isQuiet = false;
    }
  } catch (error) {
    if (signal.aborted && reading.follow) return EXIT.ok;
    throw explainAwsError(error, `Reading the logs of ${stackLabel(settings.stack)}`) ?? error;
  }
  if (isQuiet && !settings.json) say(`Nothing was logged since ${new Date(reading.since).toISOString()}.`);
  return EXIT.ok;
}

function toReading({ io, settings }: CommandContext, { since = USUALLY_SINCE, follow = false }: LogsOptions): Reading {
  return {
    groups: sourceGroups(settings.stack),
    since: parseSince(since, io.now()),
    follow,
    onMissing: ({ logGroup }) => io.stderr.write(`The log group ${logGroup} does not exist and is left out.\n`),
    nothingThere: () => notDeployed(settings.stack),
  };
}

/** The page reader has a patience of its own, which can be stopped and says what it waits for; a connection that hangs must end. */
function openLogs({ settings }: CommandContext): CloudWatchLogsClient {
  const requestHandler = { connectionTimeout: 10_000, requestTimeout: 30_000, throwOnRequestTimeout: true };
  return new CloudWatchLogsClient({ ...clientConfig(settings.target), maxAttempts: 1, requestHandler });
}

function createRenderer({ io }: CommandContext): (event: LogEvent) => string | undefined {
  const { stdout, env, now } = io;
  const style = createLogStyle(usesColour(stdout, env));
  const view = { clock: stdout.isTTY ? "wall" : "iso", style, now } as const;
  return (event) => {
    const line = parseLine(event);
    return line && renderLine(event, line, view);
  };
}

function notDeployed(stack: StackName): TodoApiError {
  const message = `${stackLabel(stack)} is not deployed there: none of its log groups exists.`;
  return new TodoApiError("not-deployed", EXIT.notFound, message, { next: [deployNext(stack)] });
}
