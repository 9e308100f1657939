import type { Command } from "commander";
import type { AuditOptions } from "../commands/audit/audit-options.ts";
import type { CommandContext } from "../commands/command-context.ts";
import type { PlanOptions } from "../commands/plan/plan.ts";
import type { RollbackOptions } from "../commands/rollback/rollback.ts";
import { rejectCombined } from "./given-flags.ts";
import type { Run } from "./run.ts";
import { addSettingOptions, settingOptions } from "./setting-options.ts";

/** Declares deploy, plan, status, audit and rollback. */
export function addStackCommands(program: Command, run: Run): void {
  addDeploy(program, run);
  addPlan(program, run);
  addStatus(program, run);
  addAudit(program, run);
  addRollback(program, run);
}

function addDeploy(program: Command, run: Run): void {
  const deploy = program
    .command("deploy")
    .description("Create, update or repair the stack. Safe to run again at any time.")
    .addHelpText("before", DEPLOY_EXAMPLES)
    .option("--force", "deploy even if the last deploy used a newer version of todo-api");
  addSettingOptions(deploy).action((options: { readonly force?: boolean }, command: Command) =>
    run.stack(command, async (context) => (await import("../commands/deploy/deploy.ts")).deploy(context, options), {
      check: checkSettings,
      continues: true,
      async startLocalCloud(io, signal) {
        const { startForDeploy } = await import("../commands/local/start.ts");
        return startForDeploy(io, signal);
      },
    }),
  );
}

function addPlan(program: Command, run: Run): void {
  const plan = program
    .command("plan")
    .alias("diff")
    .description("Show what deploy would change and what was changed outside todo-api. Makes no changes to the stack.")
    .addHelpText("before", PLAN_EXAMPLES)
    .option("--destroy", "show what destroy would remove")
    .option("--verbose", "include the tags that record what was deployed")
    .option("--exit-code", "exit with 3 if anything would change");
  addSettingOptions(plan, "same as for deploy").action((options: PlanOptions, command: Command) =>
    run.stack(command, async (context) => (await import("../commands/plan/plan.ts")).plan(context, options), {
      checkOptions: () => rejectCombined(command, "--destroy", [...SETTING_FLAGS, "--verbose"]),
      check: async (context) => {
        if (!options.destroy) await checkSettings(context);
      },
      onlyReads: true,
    }),
  );
}

function addStatus(program: Command, run: Run): void {
  program
    .command("status")
    .description("Show what is deployed, where, and whether it is healthy.")
    .addHelpText("before", STATUS_EXAMPLES)
    .action((_options: object, command: Command) =>
      run.stack(command, async (context) => (await import("../commands/status/status.ts")).status(context), {
        check: checkSettings,
        onlyReads: true,
        needsStack: true,
      }),
    );
}

function addAudit(program: Command, run: Run): void {
  program
    .command("audit")
    .description("Check the deployed stack against security controls. Makes no changes; exits 3 if a control fails.")
    .addHelpText("before", AUDIT_EXAMPLES)
    .option("--sarif", "print SARIF 2.1.0, for code scanning")
    .action((options: AuditOptions, command: Command) =>
      run.stack(command, async (context) => (await import("../commands/audit/audit.ts")).audit(context, options), {
        check: async ({ settings }) =>
          (await import("../commands/audit/audit-options.ts")).checkAuditOptions(settings, options),
        onlyReads: true,
        needsStack: true,
      }),
    );
}

function addRollback(program: Command, run: Run): void {
  program
    .command("rollback")
    .description("Roll back to the previous release: its code, settings and API. Items are not changed.")
    .addHelpText("before", ROLLBACK_EXAMPLES)
    .option("--to <release>", "release to roll back to, as listed by --list (default: the previous one)")
    .option(
      "--auth <mode>",
      "how callers authenticate in that release; required if the rollback changes who may call the API",
    )
    .option("--list", "list the releases and make no changes")
    .option("--confirm <name>", "confirm with the name of the stack instead of the prompt")
    .option("-y, --yes", "skip the prompt (a protected stack still requires --confirm)")
    .action((options: RollbackOptions, command: Command) =>
      run.stack(
        command,
        async (context) => (await import("../commands/rollback/rollback.ts")).rollback(context, options),
        {
          checkOptions: () => rejectCombined(command, "--list", ["--to", "--auth", "--confirm", "--yes"]),
          check: async (context) => {
            if (!options.list) (await import("../commands/confirm.ts")).checkConfirmation(context, options);
          },
          needsStack: true,
          ...(options.list ? { onlyReads: true } : { continues: true }),
        },
      ),
    );
}

async function checkSettings(context: CommandContext): Promise<void> {
  (await import("../commands/check-settings.ts")).checkSettings(context);
}

const SETTING_FLAGS = settingOptions().flatMap(({ long }) => long ?? []);

const DEPLOY_EXAMPLES = `Examples:
  todo-api deploy --local
  todo-api deploy --stage prod --region eu-west-1
  todo-api deploy > url.txt          # stdout contains only the URL of the API
`;

const PLAN_EXAMPLES = `Examples:
  todo-api plan
  todo-api plan --exit-code          # exits 3 if anything would change
  todo-api plan --destroy
`;

const STATUS_EXAMPLES = `Examples:
  todo-api status                    # exits 0 if healthy, 1 if unhealthy
                                     # or unknown, 5 if nothing is deployed
  todo-api status --json
`;

const AUDIT_EXAMPLES = `Examples:
  todo-api audit
  todo-api audit --sarif > todo-api.sarif
  todo-api audit --json

To accept a failed control, give its ID and the reason in todo-api.json:
  { "audit": { "accept": { "DynamoDB.2": "the items can be imported again" } } }
`;

const ROLLBACK_EXAMPLES = `Examples:
  todo-api rollback                  # shows the changes, then prompts
  todo-api rollback --confirm todo-api-dev
  todo-api rollback --list           # exits 5 if there is no earlier release
  todo-api rollback --to 8b1c44aa
`;
