import type { Command } from "commander";
import type { OpenApiOptions } from "../commands/openapi.ts";
import type { PolicyOptions } from "../commands/policy.ts";
import type { Run } from "./run.ts";
import { collect } from "./setting-options.ts";

/** Declares openapi and policy. */
export function addDocumentCommands(program: Command, run: Run): void {
  addOpenapi(program, run);
  addPolicy(program, run);
}

function addOpenapi(program: Command, run: Run): void {
  program
    .command("openapi")
    .description("Print the OpenAPI document of the API, without calling AWS.")
    .addHelpText("before", OPENAPI_EXAMPLES)
    .option("--yaml", "print YAML (default without --json)")
    .option("--model <name or file>", "model of the items (default: the one last deployed from this folder)")
    .option(
      "--allow-clear",
      "include the route that deletes all items (default: as last deployed from this folder, or on for the dev stage)",
    )
    .option("--no-allow-clear", "omit that route")
    .action((_options: object, command: Command) =>
      run.plain(command, async (io) => {
        const { openapi } = await import("../commands/openapi.ts");
        return openapi(io, command.optsWithGlobals<OpenApiOptions>());
      }),
    );
}

function addPolicy(program: Command, run: Run): void {
  program
    .command("policy")
    .argument("[command]", "deploy, plan, status, audit, rollback, destroy, orphans, items, key or logs (default: all)")
    .description("Print the least-privilege IAM policy for a command on the stack, without calling AWS.")
    .addHelpText("before", POLICY_EXAMPLES)
    .option("--account <id>", "ID of the AWS account (default: any)")
    .option("--auth <mode>", "how callers authenticate, as for deploy")
    .option(
      "--role <function=arn>",
      "existing role for a function, as for deploy; reduces the permissions needed",
      collect,
    )
    .action((word: string | undefined, _options: object, command: Command) =>
      run.plain(command, async (io) => {
        const { policy } = await import("../commands/policy.ts");
        return policy(io, word, command.optsWithGlobals<PolicyOptions>());
      }),
    );
}

const OPENAPI_EXAMPLES = `Examples:
  todo-api openapi                   # prints YAML
  todo-api openapi --json > api.json
  todo-api openapi --model customer
`;

const POLICY_EXAMPLES = `Examples:
  todo-api policy > operator.json
  todo-api policy logs --stage prod --region eu-west-1 --account 123456789012
`;
