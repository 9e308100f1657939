import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { clientConfig, clientHandler } from "../aws/client-config.ts";
import { expectAwsResponses } from "../aws/expect-aws-responses.ts";
import { explainAwsError } from "../aws/explain.ts";
import { stackLabel } from "../aws/stack-name.ts";
import { endpointOf } from "../aws/target.ts";
import { clockOf } from "../engine/clock.ts";
import { EXIT } from "../errors.ts";
import { notDeployed } from "../items/not-deployed.ts";
import { accessLogSource, type LogEvent, sourceGroups } from "../logs/log-event.ts";
import { createLogStyle } from "../logs/log-style.ts";
import { createPageReader, type ReadPage } from "../logs/page-reader.ts";
import { parseLine } from "../logs/parse-line.ts";
import { type Reading, readLogs } from "../logs/read-logs.ts";
import { renderJsonLine, renderLine } from "../logs/render-line.ts";
import { buildRequestPattern, parseRequestId, quoted } from "../logs/request-pattern.ts";
import { createServerClock, type ServerClock } from "../logs/server-clock.ts";
import { parseSince } from "../logs/since.ts";
import { usesColor } from "../report/color.ts";
import type { CommandContext } from "./command-context.ts";

interface LogsOptions {
  readonly since?: string;
  readonly follow?: boolean;
  readonly request?: string;
  readonly probes?: boolean;
}

const DEFAULT_SINCE = "10m";
/** Users usually look up a failed request within a day. */
const REQUEST_SINCE = "1d";

/**
 * `logs`: prints the logs of the functions and the API, oldest first; with `--follow`, continues until Ctrl-C; with
 * `--request`, prints only the logs for one request.
 */
export async function logs(context: CommandContext, options: LogsOptions): Promise<number> {
  const clock = createServerClock(createLogsClient(context), context.io.now);
  try {
    return await showLogs(context, options, clock);
  } catch (error) {
    // If this machine's clock is wrong, the first response corrects the start time before anything is printed.
    if (!clock.isCorrection(error)) throw error;
    return showLogs(context, options, clock);
  }
}

async function showLogs(given: CommandContext, options: LogsOptions, clock: ServerClock): Promise<number> {
  const context = { ...given, io: { ...given.io, now: clock.now } };
  const { io, settings, signal } = context;
  const reading = toReading(context, options);
  const render = settings.json ? renderJsonLine : createRenderer(context);
  const note = (text: string) => io.stderr.write(`${text}\n`);
  let isQuiet = true;
  try {
    for await (const event of readLogs(
      await openReader(context, clock, options.request, reading.since),
      clockOf(io, signal),
      reading,
    )) {
      const line = render(event);
      if (line !== undefined) io.stdout.write(line);
      isQuiet = false;
    }
  } catch (error) {
    if (signal.aborted && reading.follow) return EXIT.ok;
    throw explainAwsError(error, `could not read the logs of ${stackLabel(settings.stack)}`) ?? error;
  }
  if (isQuiet && !settings.json) note(quietText(reading, options.request));
  return EXIT.ok;
}

async function openReader(
  context: CommandContext,
  { client, checked }: ServerClock,
  request: string | undefined,
  since: number,
): Promise<ReadPage> {
  const { io, settings, signal } = context;
  const open = (pattern?: string) =>
    checked(createPageReader(client, clockOf(io, signal), (text) => io.stderr.write(`${text}\n`), pattern));
  if (request === undefined) return open();
  const id = parseRequestId(request);
  return open(await buildRequestPattern(open(quoted(id)), accessLogSource(settings.stack), since, id));
}

function quietText({ since, withProbes }: Reading, request: string | undefined): string {
  const time = new Date(since).toISOString();
  if (request === undefined)
    return `No logs since ${time}.${withProbes ? "" : " Health checks and lookups by todo-api are omitted; use --probes to include them."}`;
  return `No logs for this request since ${time}. New logs can take a few seconds to appear; use --since to look further back.`;
}

function toReading({ io, settings }: CommandContext, options: LogsOptions): Reading {
  const { follow = false, request, since = request === undefined ? DEFAULT_SINCE : REQUEST_SINCE } = options;
  return {
    groups: sourceGroups(settings.stack),
    since: parseSince(since, io.now()),
    follow,
    // The logs for a single request are shown even if the request is a probe.
    withProbes: options.probes === true || request !== undefined,
    onMissing({ logGroup, isOptional }) {
      if (!isOptional) io.stderr.write(`The log group ${logGroup} does not exist; its logs are missing.\n`);
    },
    noLogGroups: () => notDeployed(settings.stack, "it has no log groups"),
  };
}

/** Disables the SDK's retries, because the page reader retries, and sets a timeout, because a request can hang. */
function createLogsClient({ settings }: CommandContext): CloudWatchLogsClient {
  const requestHandler = clientHandler(settings.target, { requestTimeout: 30_000 });
  const config = { ...clientConfig(settings.target, "CloudWatch Logs"), maxAttempts: 1, requestHandler };
  return expectAwsResponses(new CloudWatchLogsClient(config), endpointOf(settings.target, "CloudWatch Logs"));
}

function createRenderer({ io }: CommandContext): (event: LogEvent) => string | undefined {
  const { stdout, env, now } = io;
  const style = createLogStyle(usesColor(stdout, env));
  const view = { clock: stdout.isTTY ? "wall" : "iso", style, now } as const;
  return (event) => {
    const line = parseLine(event);
    return line && renderLine(event, line, view);
  };
}
