/** The output of `todo-api --help`. It is a constant, so that it prints without loading the parser. */
export const ROOT_HELP = `Deploys a complete serverless REST API to AWS or to this machine, and removes it
completely.

Examples:
  todo-api deploy --local            # to this machine, without an AWS account
  todo-api items add "Buy milk"
  todo-api logs --follow
  todo-api destroy
  todo-api deploy --region eu-west-1 --profile work   # to AWS

Usage: todo-api <command> [options]

Stack commands:
  deploy                  create, update or repair the stack
  plan                    show what deploy would change, and what has drifted
  status                  show what is deployed, and whether it is healthy
  audit                   check the stack against security controls
  rollback                roll back to the previous release
  openapi                 print the OpenAPI document of the API
  policy                  print the least-privilege IAM policy for a command
  destroy                 remove the stack and its items
  orphans                 find resources that belong to no deployed stack

Item and API commands:
  items add <words>       add an item, or many from standard input
  items list              list the items: as a table, tab-separated, or as JSON
  items get <id>          show one item
  items update <id>       change fields of an item
  items done <id...>      mark items as completed
  items undone <id...>    mark items as not completed
  items delete <id...>    delete items
  items export            write all items as JSON lines or CSV
  items clear             delete all items
  key show                print the API key (--auth api-key)
  key rotate              replace the API key
  key revoke              delete replaced API keys, or all
  logs                    print the logs of the functions and the API

Local cloud commands:
  local start             start the local cloud in the background
  local stop              stop it; its stacks and items are kept
  local status            show whether it is running, and what is deployed there
  local reset             stop it and delete everything in it
  local adopt             use the local cloud of a copied or moved folder
  local fault             make calls fail, to test error handling

Help:
  help <command>          show help for a command; same as <command> --help
  help configuration      settings: flags, variables, files and defaults
  help models             define what an item is
  help aws                deploy to AWS: credentials, region, permissions, cost
  help local              the local cloud
  help json               the output of --json, and its JSON Schemas
  help exit-codes         all exit codes
  help troubleshooting    common problems
  version                 print the version

Stack options:
  --app <name>            app name (default: todo-api)
  --stage <name>          stage, such as dev or prod (default: dev)

Cloud options:
  --local                 use the local cloud of this folder
  --no-local              use AWS, even if the last deploy was local
  --region <region>       AWS region
  --profile <name>        AWS profile
  --endpoint-url <url>    use another AWS-compatible endpoint
  --insecure              allow plain HTTP to an endpoint on another machine

Output options:
  --json                  print JSON to stdout, errors included
  --no-color              disable colors
  -v, --version           print the version
  -h, --help              show help

A stack is one deployment of an app, named APP-STAGE, such as todo-api-dev.
No telemetry, no update checks.
`;
