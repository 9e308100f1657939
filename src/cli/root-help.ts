/**
 * What `todo-api --help` prints. Written by hand, because a person should see the examples and the commands before the flags, and so that it can be
 * shown without loading the parser; a test holds it against the declared commands and options.
 */
export const ROOT_HELP = `Puts a complete serverless REST API on AWS, or on this machine, and takes it
away without a trace.

Examples:
  todo-api deploy --local         put everything up here, no account needed
  todo-api items add "Buy milk"   use it
  todo-api logs --follow          watch it work
  todo-api destroy                remove it
  todo-api deploy --region eu-west-1 --profile work       the same on AWS

Usage: todo-api <command> [options]

The stack:
  deploy                  make it what it should be: create, update or repair it
  plan                    tell what deploy would do, and what changed by hand
  status                  tell what is deployed, where, and whether it answers
  rollback                put back the code and API from before the last deploy
  openapi                 print the API's OpenAPI document
  destroy                 remove it, items included, and prove nothing is left
  orphans                 find what is left of stacks that are not deployed

What is in it:
  items add <words>       add an item, or many from standard input
  items list              list the items: a table, tabs in a pipe, or JSON
  items get <id>          show one item
  items update <id>       change what is given of an item
  items done <id...>      mark items as completed
  items undone <id...>    mark items as not completed
  items delete <id...>    delete items
  items export            write all items as lines of JSON or as CSV
  items clear             delete all items
  logs                    print what functions and API logged, in time order

The cloud on this machine:
  local start             start it in the background
  local stop              stop it; what is deployed there stays
  local status            tell whether it runs, and what is deployed there
  local reset             stop it and forget everything in it
  local adopt             use the state of a folder that was made elsewhere
  local fault             make calls to it fail, to see what survives

Help:
  help <command>          explain a command; so does <command> --help
  help configuration      where settings come from
  help exit-codes         what the exit codes mean
  help json               what --json prints, and its JSON Schemas
  version                 print the version

Which stack:
  --app <name>            the app's name (default: todo-api)
  --stage <name>          its stage, such as dev or prod (default: dev)

Which cloud:
  --local                 the local cloud of this folder
  --no-local              AWS, even if the last deploy here was local
  --region <region>       AWS region
  --profile <name>        profile of your AWS configuration
  --endpoint-url <url>    another AWS-compatible endpoint
  --insecure              allow plain http to an endpoint on another machine

Output:
  --json                  answer in JSON on stdout, errors too
  --no-color              do without colours
  -v, --version           print the version
  -h, --help              show help

Exit codes: 0 done, 1 failed, 2 wrong usage, 3 would change, 4 credentials,
5 not there, 7 partly done, 8 the API's error, 130 Ctrl-C.
No telemetry, no update checks.
`;
