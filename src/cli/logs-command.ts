import type { Command } from "commander";
import type { Run } from "./parse-command-line.ts";

interface LogsOptions {
  readonly follow?: boolean;
  readonly since?: string;
  readonly request?: string;
  readonly probes?: boolean;
}

/** logs: what the deployed API does. */
export function addLogsCommand(program: Command, run: Run): void {
  program
    .command("logs")
    .description("Print what the functions and the API logged, in time order.")
    .addHelpText("before", LOGS_EXAMPLES)
    .option("-f, --follow", "go on as new lines arrive, until Ctrl-C, which is then the good end (exit code 0)")
    .option(
      "--since <time>",
      "30s, 10m, 2h or 1d ago, or a time such as 2026-01-31T09:00, in local time unless it ends in Z (default: 10m)",
    )
    .option("--request <id>", "all lines of one request, by the id that an error tells (--since is then 1d)")
    .option("--probes", "include the tool's own health checks and lookups, which are hidden otherwise")
    .action((options: LogsOptions, command: Command) =>
      run.stack(command, async (context) => (await import("../commands/logs.ts")).logs(context, options), {
        onlyReads: true,
        endsWithCtrlC: options.follow === true,
        needsStack: true,
      }),
    );
}

const LOGS_EXAMPLES = `Examples:
  todo-api logs                      the last 10 minutes
  todo-api logs --since 2h
  todo-api logs --follow
  todo-api logs --request 3b5b7f1e-0c1d-4e2f-8a3b-4c5d6e7f8091
`;
