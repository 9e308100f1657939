import type { Command } from "commander";
import type { Run } from "./run.ts";

interface LogsOptions {
  readonly follow?: boolean;
  readonly since?: string;
  readonly request?: string;
  readonly probes?: boolean;
}

/** Declares `logs`. */
export function addLogsCommand(program: Command, run: Run): void {
  program
    .command("logs")
    .description("Print the logs of the functions and the API, in chronological order.")
    .addHelpText("before", LOGS_EXAMPLES)
    .option("-f, --follow", "print new lines as they arrive; exits 0 on Ctrl-C")
    .option(
      "--since <time>",
      "start at this time: 30s, 10m, 2h or 1d ago, or a time such as 2026-01-31T09:00, in local time unless it ends with Z (UTC) or an offset such as +02:00; default: 10m",
    )
    .option(
      "--request <id>",
      "print only the lines of this request; error messages contain the ID (--since defaults to 1d)",
    )
    .option("--probes", "include todo-api's own health checks and lookups")
    .action((options: LogsOptions, command: Command) =>
      run.stack(command, async (context) => (await import("../commands/logs.ts")).logs(context, options), {
        onlyReads: true,
        checkOptions: async (io) =>
          (await import("../commands/check-log-options.ts")).checkLogOptions(options, io.now()),
        endsWithCtrlC: options.follow === true,
        needsStack: true,
      }),
    );
}

const LOGS_EXAMPLES = `Examples:
  todo-api logs                      # the last 10 minutes
  todo-api logs --since 2h
  todo-api logs --follow
  todo-api logs --request 3b5b7f1e-0c1d-4e2f-8a3b-4c5d6e7f8091
`;
