import { type Command, InvalidArgumentError } from "commander";
import type { FaultOptions } from "../commands/local/fault.ts";
import type { StartOptions } from "../commands/local/start.ts";
import {
  LOCAL_CORS,
  LOCAL_TIMINGS,
  type LocalCors,
  type LocalTiming,
  MAX_FAULT_SECONDS,
} from "../daemon/local-settings.ts";
import { usageError } from "../errors.ts";
import { listWithOr } from "../text/word-list.ts";
import type { Run } from "./run.ts";

/** Declares the `local` commands: start, stop, status, reset, adopt and fault. */
export function addLocalCommands(program: Command, run: Run): void {
  const local = program
    .command("local")
    .helpCommand(false)
    .usage("<command> [options]")
    .description("Start, stop, inspect and reset the local cloud of this folder.")
    .addHelpText("before", LOCAL_EXAMPLES)
    .addHelpText("after", LOCAL_NOTES);

  addStartCommand(local, run);
  addStopCommand(local, run);
  addStatusCommand(local, run);
  addResetCommand(local, run);
  addAdoptCommand(local, run);
  addFaultCommand(local, run);
}

function addStartCommand(local: Command, run: Run): void {
  local
    .command("start")
    .description("Start the local cloud in the background. It runs until it is stopped.")
    .option("--port <number>", "port of the AWS endpoint (default: the last one used, or any free port)", parsePort)
    .option(
      "--timing <timing>",
      `${LOCAL_TIMINGS.join(", or ")} to simulate AWS's delays (default: the last one used, or instant)`,
      parseTiming,
    )
    .option("--seed <number>", "seed for the random delays of realistic timing", parseSeed)
    .option(
      "--cors <pages>",
      `web pages that may call the APIs: ${LOCAL_CORS.join(" (as on AWS) or ")} (only the websites of the local cloud); default: the last one used, or any`,
      parseCors,
    )
    .option("-y, --yes", "kill an unresponsive local cloud without a prompt")
    .action((options: StartOptions, command: Command) =>
      run.plain(command, async (io, json) => {
        refuseProfile(command);
        return (await import("../commands/local/start.ts")).start(io, json, options);
      }),
    );
}

function addStopCommand(local: Command, run: Run): void {
  local
    .command("stop")
    .description("Stop the local cloud. Its stacks and items are kept for the next start.")
    .option("-y, --yes", "kill an unresponsive local cloud without a prompt")
    .action((options: { readonly yes?: boolean }, command: Command) =>
      run.plain(command, async (io, json) => (await import("../commands/local/stop.ts")).stop(io, json, options)),
    );
}

function addStatusCommand(local: Command, run: Run): void {
  local
    .command("status")
    .description("Show whether the local cloud is running, where, and what is deployed there.")
    .option("--env", "print environment variables that point the AWS CLI at the local cloud")
    .action((options: { readonly env?: boolean }, command: Command) =>
      run.plain(command, async (io, json) => (await import("../commands/local/status.ts")).status(io, json, options)),
    );
}

function addResetCommand(local: Command, run: Run): void {
  local
    .command("reset")
    .description("Stop the local cloud and delete everything in it: resources, items and logs.")
    .option("-y, --yes", "skip the prompt")
    .action((options: { readonly yes?: boolean }, command: Command) =>
      run.plain(command, async (io, json) => (await import("../commands/local/reset.ts")).reset(io, json, options)),
    );
}

function addAdoptCommand(local: Command, run: Run): void {
  local
    .command("adopt")
    .description(
      "Use a local cloud that was copied, restored or moved into this folder; its functions will run on this machine.",
    )
    .option("-y, --yes", "skip the prompt")
    .action((options: { readonly yes?: boolean }, command: Command) =>
      run.plain(command, async (io, json) => (await import("../commands/local/adopt.ts")).adopt(io, json, options)),
    );
}

function addFaultCommand(local: Command, run: Run): void {
  local
    .command("fault")
    .argument("[kind]", "kind of fault, as listed below")
    .description("Make calls to the local cloud fail, to test error handling.")
    .addHelpText("before", FAULT_EXAMPLES)
    .addHelpText("after", FAULT_KINDS)
    .option("--operation <name>", "count only calls to this operation, such as DeleteRestApi or lambda:TagResource")
    .option("--call <number>", "first call that fails, counted from now (default: 1, the next call)", parseCount)
    .option("--times <number>", "number of consecutive calls that fail (default: 1)", parseCount)
    .option("--seconds <number>", "duration of slow and refuse, or the Retry-After value of throttle", parseSeconds)
    .option("--list", "list the faults that are set and those that have fired")
    .option("--clear", "clear all faults")
    .action((kind: string | undefined, options: FaultOptions, command: Command) =>
      run.plain(command, async (io, json) =>
        (await import("../commands/local/fault.ts")).fault(io, json, kind, options),
      ),
    );
}

function parseCors(text: string): LocalCors {
  const cors = LOCAL_CORS.find((one) => one === text);
  if (cors === undefined) throw new InvalidArgumentError(`It must be ${listWithOr(LOCAL_CORS)}.`);
  return cors;
}

function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port >= 1 && port <= 65_535) return port;
  throw new InvalidArgumentError("It must be a whole number from 1 to 65535.");
}

/** Users may mistake `--profile` for the option that sets the timing. */
function refuseProfile(command: Command): void {
  const { profile } = command.optsWithGlobals<{ readonly profile?: string }>();
  if (profile !== undefined) throw usageError("--profile selects an AWS profile; to set the timing, use --timing");
}

function parseTiming(text: string): LocalTiming {
  const timing = LOCAL_TIMINGS.find((one) => one === text);
  if (timing) return timing;
  throw new InvalidArgumentError(`It must be ${listWithOr(LOCAL_TIMINGS)}.`);
}

function parseSeed(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("It must be a whole number from 0 to 999999999.");
}

function parseCount(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("It must be a whole number from 1 to 999999999.");
}

function parseSeconds(text: string): number {
  if (/^\d+(\.\d+)?$/.test(text) && Number(text) <= MAX_FAULT_SECONDS) return Number(text);
  throw new InvalidArgumentError(`It must be a number of seconds from 0 to ${MAX_FAULT_SECONDS}, such as 5 or 0.5.`);
}

const LOCAL_EXAMPLES = `Examples:
  todo-api local start
  todo-api local start --timing realistic   # simulates AWS's delays
  eval "$(todo-api local status --env)" && aws dynamodb list-tables
  todo-api local reset --yes
`;

const LOCAL_NOTES = `
The local cloud emulates the parts of AWS that todo-api uses: IAM, STS, Lambda,
API Gateway, DynamoDB, S3 and CloudWatch Logs. It runs on 127.0.0.1 and needs no
AWS account; deploy --local starts it. It checks signatures, permissions and
parameters as AWS does, and rejects operations that it does not support.

Each folder has its own local cloud. Its state is in .todo-api/local; local stop
keeps it, and local reset deletes it. With --timing realistic, the local cloud
simulates AWS's delays.`;

const FAULT_EXAMPLES = `Examples:
  todo-api local fault throttle --operation DeleteRestApi --seconds 30
  todo-api local fault drop-after --operation CreateRestApi
  todo-api local fault error-503 --call 12 --times 3
  todo-api local fault --list
  todo-api local fault --clear
`;

const FAULT_KINDS = `
Kinds:
  throttle             the service throttles the call
  error-500            the service returns an internal error
  error-503            the service is unavailable
  refuse               the endpoint goes down for --seconds (default: 0.5)
  drop-before          the connection breaks before the call takes effect
  drop-after           the call takes effect, but the response is lost
  slow                 the response is delayed by --seconds (default: 5)
  expire-credentials   the caller's credentials are treated as expired until
                       you run local fault --clear

Calls from deployed functions count only if --operation names their operation.
Faults are cleared when the local cloud stops.`;
