import { type Command, InvalidArgumentError } from "commander";
import type { FaultOptions } from "../commands/local/fault.ts";
import type { StartOptions } from "../commands/local/start.ts";
import { LOCAL_CORS, type LocalCors } from "../daemon/local-cors.ts";
import { LOCAL_TIMINGS, type LocalTiming } from "../daemon/local-timing.ts";
import { usageError } from "../errors.ts";
import type { Run } from "./run.ts";
import { LOCAL_NOTES } from "./topics/local.ts";

/** local start, stop, status, reset, adopt, fault. */
export function addLocalCommands(program: Command, run: Run): void {
  const local = program
    .command("local")
    .helpCommand(false)
    .usage("<command> [options]")
    .description("Start, stop, look at and reset the local cloud of this folder.")
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
    .description("Start the local cloud in the background; it goes on until it is stopped.")
    .option("--port <number>", "the port of its AWS endpoint (default: the last one, or any that is free)", parsePort)
    .option(
      "--timing <timing>",
      `${LOCAL_TIMINGS.join(" or ")}, with the delays of AWS (default: the last one, or instant)`,
      parseTiming,
    )
    .option("--seed <number>", "draw the delays of the realistic timing by this number", parseSeed)
    .option(
      "--cors <pages>",
      `whose pages may call its APIs: ${LOCAL_CORS.join(", as on AWS, or ")} (default: the last one, or any)`,
      parseCors,
    )
    .option("-y, --yes", "end one that does not respond without asking")
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
    .description("Stop the local cloud; what is deployed there stays for the next start.")
    .option("-y, --yes", "end one that does not respond without asking")
    .action((options: { readonly yes?: boolean }, command: Command) =>
      run.plain(command, async (io, json) => (await import("../commands/local/stop.ts")).stop(io, json, options)),
    );
}

function addStatusCommand(local: Command, run: Run): void {
  local
    .command("status")
    .description("Tell whether the local cloud runs, where, and what is deployed there.")
    .option("--env", "print the environment that points the AWS CLI at it")
    .action((options: { readonly env?: boolean }, command: Command) =>
      run.plain(command, async (io, json) => (await import("../commands/local/status.ts")).status(io, json, options)),
    );
}

function addResetCommand(local: Command, run: Run): void {
  local
    .command("reset")
    .description("Stop the local cloud and forget everything in it: resources, items, logs.")
    .option("-y, --yes", "do not ask")
    .action((options: { readonly yes?: boolean }, command: Command) =>
      run.plain(command, async (io, json) => (await import("../commands/local/reset.ts")).reset(io, json, options)),
    );
}

function addAdoptCommand(local: Command, run: Run): void {
  local
    .command("adopt")
    .description(
      "Use the local cloud of a folder that was copied, restored or moved here; its functions run on this machine.",
    )
    .option("-y, --yes", "do not ask")
    .action((options: { readonly yes?: boolean }, command: Command) =>
      run.plain(command, async (io, json) => (await import("../commands/local/adopt.ts")).adopt(io, json, options)),
    );
}

function addFaultCommand(local: Command, run: Run): void {
  local
    .command("fault")
    .argument("[kind]", "how calls fail")
    .description("Make calls to the local cloud fail, to see what a deploy survives.")
    .addHelpText("before", FAULT_EXAMPLES)
    .addHelpText("after", FAULT_KINDS)
    .option("--operation <name>", "count this operation's calls alone: DeleteRestApi, or lambda:TagResource")
    .option("--call <number>", "the first call that fails, counted from now (default: 1, the next)", parseCount)
    .option("--times <number>", "how many calls in a row fail (default: 1)", parseCount)
    .option("--seconds <number>", "of slow and refuse: how long; of throttle: its Retry-After", parseSeconds)
    .option("--list", "only list what is set and what has struck")
    .option("--clear", "take all back")
    .action((kind: string | undefined, options: FaultOptions, command: Command) =>
      run.plain(command, async (io, json) =>
        (await import("../commands/local/fault.ts")).fault(io, json, kind, options),
      ),
    );
}

function parseCors(text: string): LocalCors {
  const cors = LOCAL_CORS.find((one) => one === text);
  if (cors === undefined) throw new InvalidArgumentError(`It must be ${LOCAL_CORS.join(" or ")}.`);
  return cors;
}

function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port >= 1 && port <= 65_535) return port;
  throw new InvalidArgumentError("It must be a number from 1 to 65535.");
}

/** The flag of the whole command line is easily taken for this one. */
function refuseProfile(command: Command): void {
  const { profile } = command.optsWithGlobals<{ readonly profile?: string }>();
  if (profile !== undefined) throw usageError("--profile is a profile of your AWS configuration; give --timing here");
}

function parseTiming(text: string): LocalTiming {
  const timing = LOCAL_TIMINGS.find((one) => one === text);
  if (timing) return timing;
  throw new InvalidArgumentError(`It must be ${LOCAL_TIMINGS.join(" or ")}.`);
}

function parseSeed(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("It must be a whole number from 0.");
}

function parseCount(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("It must be a whole number from 1.");
}

function parseSeconds(text: string): number {
  if (/^\d{1,6}(\.\d+)?$/.test(text)) return Number(text);
  throw new InvalidArgumentError("It must be a number of seconds, such as 5 or 0.5.");
}

const LOCAL_EXAMPLES = `Examples:
  todo-api local start
  todo-api local start --timing realistic      simulates the delays of AWS
  eval "$(todo-api local status --env)" && aws dynamodb list-tables
  todo-api local reset --yes
`;

const FAULT_EXAMPLES = `Examples:
  todo-api local fault throttle --operation DeleteRestApi --seconds 30
  todo-api local fault drop-after --operation CreateRestApi
  todo-api local fault error-503 --call 12 --times 3
  todo-api local fault --list
  todo-api local fault --clear
`;

const FAULT_KINDS = `
Kinds:
  throttle             the service rejects the call because of too many calls
  error-500            the service fails
  error-503            the service is unavailable
  refuse               the endpoint goes down for --seconds (default: 0.5)
  drop-before          the connection breaks before the work is done
  drop-after           the work is done, but the response is lost
  slow                 the response is delayed by --seconds (default: 5)
  expire-credentials   the credentials of the caller are expired until --clear

Calls of deployed functions count only where --operation names them. Faults are
gone when the local cloud stops.
`;
