import type { Command } from "commander";
import type { DestroyOptions } from "../commands/destroy/destroy.ts";
import type { OpenApiOptions } from "../commands/openapi.ts";
import type { OrphansOptions } from "../commands/orphans/orphans.ts";
import type { PlanOptions } from "../commands/plan/plan.ts";
import type { RollbackOptions } from "../commands/rollback/rollback.ts";
import type { Run } from "./parse-command-line.ts";

/** deploy, plan, status, openapi, rollback, destroy, orphans. */
export function addStackCommands(program: Command, run: Run): void {
  program
    .command("deploy")
    .description("Make the stack what it should be: create, update or repair it. Safe to run again at any time.")
    .addHelpText("before", DEPLOY_EXAMPLES)
    .option("--force", "deploy even if a newer version of this tool deployed last")
    .option("--protect", "protect the items: deletion protection and point-in-time recovery (default for prod*)")
    .option("--no-protect", "take the protection back")
    .option("--model <name or file>", "what an item is: todo, customer, or a file of your own")
    .option("--allow-clear", "let one request delete all items (default for the stage dev)")
    .option("--no-allow-clear", "take that back")
    .option("--website <where>", "s3, or none for an API without a page (default: s3)")
    .option("--permissions-boundary <arn>", "the policy that bounds every role of the stack, or none")
    .option("--throttle <rate[/burst]>", "requests per second, and at once, of all callers together (default: 25/50)")
    .action((options: { readonly force?: boolean }, command: Command) =>
      run.stack(command, async (context) => (await import("../commands/deploy/deploy.ts")).deploy(context, options), {
        continues: true,
        async startLocalCloud(io, signal) {
          const { startForDeploy } = await import("../commands/local/start.ts");
          return startForDeploy(io, signal);
        },
      }),
    );

  program
    .command("plan")
    .alias("diff")
    .description("Tell what deploy would do, and what was changed by hand; nothing is touched.")
    .addHelpText("before", PLAN_EXAMPLES)
    .option("--destroy", "what destroy would remove")
    .option("--verbose", "also the tags in which this tool records what it deployed")
    .option("--model <name or file>", "what an item is to be")
    .option("--protect", "as deploy would with it")
    .option("--no-protect", "as deploy would with it")
    .option("--allow-clear", "as deploy would with it")
    .option("--no-allow-clear", "as deploy would with it")
    .option("--website <where>", "as deploy would with it")
    .option("--permissions-boundary <arn>", "as deploy would with it")
    .option("--throttle <rate[/burst]>", "as deploy would with it")
    .option("--exit-code", "exit with 3 if something would change")
    .action((options: PlanOptions, command: Command) =>
      run.stack(command, async (context) => (await import("../commands/plan/plan.ts")).plan(context, options), {
        onlyReads: true,
      }),
    );

  program
    .command("status")
    .description("Tell what is deployed, where, and whether it answers.")
    .addHelpText("before", STATUS_EXAMPLES)
    .action((_options: object, command: Command) =>
      run.stack(command, async (context) => (await import("../commands/status/status.ts")).status(context), {
        onlyReads: true,
        needsStack: true,
      }),
    );

  program
    .command("rollback")
    .description("Put the code and the API back that ran before the last deploy. Items are not touched.")
    .addHelpText("before", ROLLBACK_EXAMPLES)
    .option("--to <release>", "another release than the one before, as --list names it")
    .option("--list", "list the releases that are kept; nothing is touched")
    .option("--confirm <name>", "the stack's name, in place of typing it")
    .option("-y, --yes", "do not ask (a protected stack must be named all the same)")
    .action((options: RollbackOptions, command: Command) =>
      run.stack(
        command,
        async (context) => (await import("../commands/rollback/rollback.ts")).rollback(context, options),
        {
          needsStack: true,
          ...(options.list ? { onlyReads: true } : { continues: true }),
        },
      ),
    );

  program
    .command("openapi")
    .description("Print the OpenAPI document of the API; nothing is called.")
    .addHelpText("before", OPENAPI_EXAMPLES)
    .option("--yaml", "in YAML, as without --json")
    .option("--model <name or file>", "for this kind of item (default: the one that was deployed from here)")
    .option("--allow-clear", "with the route that deletes all items (default for the stage dev)")
    .option("--no-allow-clear", "without it")
    .action((_options: object, command: Command) =>
      run.plain(command, async (io) => {
        const { openapi } = await import("../commands/openapi.ts");
        return openapi(io, command.optsWithGlobals<OpenApiOptions>());
      }),
    );

  program
    .command("destroy")
    .description("Remove the stack, items included, and prove that nothing is left.")
    .addHelpText("before", DESTROY_EXAMPLES)
    .option("--confirm <name>", "the stack's name, in place of typing it")
    .option("-y, --yes", "do not ask (a protected stack must be named all the same)")
    .option("--keep-data", "leave the table with its items; a later deploy takes it over")
    .option("--keep-backup", "leave AWS's backup of a table with point-in-time recovery, for 35 days")
    .option("--export <file>", "save the items to a file first, a line of JSON each")
    .action((options: DestroyOptions, command: Command) =>
      run.stack(
        command,
        async (context) => (await import("../commands/destroy/destroy.ts")).destroy(context, options),
        {
          continues: true,
          needsStack: true,
          takesDestroyed: true,
        },
      ),
    );

  program
    .command("orphans")
    .description(
      "Find what is left of stacks that are not deployed, in this region; --app and --stage narrow the search.",
    )
    .addHelpText("before", ORPHANS_EXAMPLES)
    .option("--remove", "remove them, after asking")
    .option("--confirm <name...>", "the names of the stacks they are of, in place of typing them")
    .option("-y, --yes", "do not ask (what is protected must be named all the same)")
    .option("--exit-code", "exit with 3 if there are any")
    .action((_options: OrphansOptions, command: Command) => {
      const options = command.optsWithGlobals<OrphansOptions>();
      return run.stack(
        command,
        async (context) => (await import("../commands/orphans/orphans.ts")).orphans(context, options),
        {
          about: aboutStacks(options),
          ...(options.remove ? { continues: true } : { onlyReads: true }),
        },
      );
    });
}

/** What a search is about, as its first line says it. */
function aboutStacks({ app, stage }: OrphansOptions): string {
  if (app !== undefined && stage !== undefined) return `${app}-${stage}`;
  if (app !== undefined) return `every stack of the app ${app}`;
  return stage === undefined ? "every stack" : `every stack of the stage ${stage}`;
}

const DEPLOY_EXAMPLES = `Examples:
  todo-api deploy --local
  todo-api deploy --stage prod --region eu-west-1
  todo-api deploy > url.txt          stdout is the API's URL, nothing else
`;

const PLAN_EXAMPLES = `Examples:
  todo-api plan
  todo-api plan --exit-code          exits 3 if something would change
  todo-api plan --destroy
`;

const STATUS_EXAMPLES = `Examples:
  todo-api status                    exits 0 if healthy, 1 if not, 5 if nothing is deployed
  todo-api status --json
`;

const ROLLBACK_EXAMPLES = `Examples:
  todo-api rollback                  says what it does and asks for the stack's name
  todo-api rollback --confirm todo-api-dev
  todo-api rollback --list           exits with 5 if there is nothing to go back to
  todo-api rollback --to 8b1c44aa
`;

const OPENAPI_EXAMPLES = `Examples:
  todo-api openapi                   YAML, for people
  todo-api openapi --json > api.json
  todo-api openapi --model customer
`;

const DESTROY_EXAMPLES = `Examples:
  todo-api destroy                   asks for the stack's name
  todo-api destroy --confirm todo-api-dev
  todo-api destroy --stage test --yes
  todo-api destroy --export items.ndjson
  todo-api destroy --keep-data
`;

const ORPHANS_EXAMPLES = `Examples:
  todo-api orphans                   lists them, and what is deployed or was kept
  todo-api orphans --exit-code       exits 3 if there are any
  todo-api orphans --remove
  todo-api orphans --remove --stage test --yes
`;
