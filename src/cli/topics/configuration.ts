import { Help } from "commander";
import { CONFIG_KEYS } from "../../config/config-file.ts";
import { variableOf } from "../../config/setting.ts";
import { STACK_SETTINGS } from "../../config/stack-settings.ts";
import { settingOptions } from "../setting-options.ts";

const INDENT = 22;
const WIDTH = 79;

/** The page that `help configuration` prints. */
export function configurationTopic(): string {
  const flags = settingOptions().flatMap(({ long }) => long ?? []);
  const names = ["app", "stage", "local", "model", ...STACK_SETTINGS.map(({ name }) => name)];
  const variables = names.map(variableOf);
  return `Each setting comes from the first of these sources that sets it:

  1. flags            --app --stage --local --no-local --region --profile
                      --endpoint-url --insecure
                      ${inColumn(`deploy and plan: ${flags.join(" ")}`)}
                      openapi: --model --allow-clear --no-allow-clear
                      policy: --auth --role
  2. environment      ${inColumn(`${variables.join(", ")},`)}
                      AWS_PROFILE, AWS_REGION or AWS_DEFAULT_REGION,
                      AWS_ENDPOINT_URL
  3. todo-api.json    ${inColumn(`in this folder, with the keys ${CONFIG_KEYS.join(", ")}`)}
  4. the last deploy  from this folder (.todo-api/target.json), unless a source
                      above names another target
  5. ~/.aws/config    region and endpoint of the profile (AWS only)
  6. defaults         app todo-api, stage dev, model todo; --allow-clear for the
                      dev stage, --protect for prod* stages; region us-east-1
                      for the local cloud

A variable takes the same value as its flag (see todo-api help deploy): 1 or 0
for a flag without a value, a space-separated list for multiple values, and an
ARN or none for a role.

A deployed stack keeps its model and all deploy settings until a deploy or a
rollback changes them.

AWS_* variables do not apply to the local cloud. AWS credentials come from the
same sources as in the AWS CLI: see todo-api help aws.
NO_COLOR, CI and TERM=dumb turn colors off; FORCE_COLOR turns them on.
`;
}

/** Wraps text to the width of its column, and indents all lines but the first. */
function inColumn(text: string): string {
  return new Help().boxWrap(text, WIDTH - INDENT).replaceAll("\n", `\n${" ".repeat(INDENT)}`);
}
