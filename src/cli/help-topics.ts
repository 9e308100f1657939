import { jsonTopic } from "./json-topic.ts";

/** Pages of `todo-api help <topic>`. */
export const TOPICS: ReadonlyMap<string, string> = new Map([
  [
    "exit-codes",
    `Exit codes of todo-api:
    0  done
    1  something failed; or status found the stack unhealthy
    2  the command line or the configuration is wrong; nothing was touched
    3  with --exit-code: something would change, or was found
    4  credentials are missing, expired, or lack a permission
    5  there is no such stack or release, nothing to roll back to, or the local cloud is not running
    7  some of the work is done; running the same command again continues
    8  the deployed API answered with an error (such as that there is no such item), or not at all
  130  stopped by Ctrl-C (logs --follow ends with 0)
`,
  ],
  [
    "configuration",
    `Settings come from the first of these that has them:

  1. flags            --app --stage --local --no-local --region --profile --endpoint-url --insecure
                      of deploy and plan: --model --allow-clear --no-allow-clear
                      --protect --no-protect --website --throttle
                      --permissions-boundary
                      of openapi: --model --allow-clear --no-allow-clear
  2. environment      TODO_API_APP  TODO_API_STAGE  TODO_API_LOCAL (1 or 0)
                      TODO_API_MODEL  TODO_API_ALLOW_CLEAR (1 or 0)
                      TODO_API_PROTECT (1 or 0)  TODO_API_WEBSITE (s3 or none)
                      TODO_API_PERMISSIONS_BOUNDARY (an ARN or none)
                      TODO_API_THROTTLE (25 or 25/50)
                      AWS_PROFILE  AWS_REGION or AWS_DEFAULT_REGION  AWS_ENDPOINT_URL
  3. todo-api.json    in this folder: {"app", "stage", "local", "region",
                      "profile", "endpointUrl", "model", "allowClear", "protect",
                      "website", "throttle", "permissionsBoundary"}
  4. the last deploy  of this folder (.todo-api/target.json), unless one of the
                      above names another place; the model, clearing,
                      protection, website and throttle stay as the stack has
                      them until another value is given, from whatever folder
  5. ~/.aws/config    on AWS: region and endpoint of the profile
  6. defaults         app todo-api, stage dev, model todo; clearing is allowed for
                      dev, protection is on for prod*; on the local cloud the
                      region is us-east-1

The AWS_ variables are about AWS: the local cloud is reached without them.
Credentials on AWS are found as the AWS CLI finds them: environment, profile,
single sign-on, the machine's role.
Colours: NO_COLOR, CI and TERM=dumb turn them off, FORCE_COLOR turns them on.
`,
  ],
  ["json", jsonTopic()],
]);
