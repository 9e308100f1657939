import { TagResourceCommand } from "@aws-sdk/client-api-gateway";
import { ACTIONS_TAG, actionsIn, formatActions } from "../../src/resources/rest-api/api-tags.ts";
import { type Account, apiRecord } from "./drifts/drift.ts";
import { TEST_REGION } from "./local-cloud.ts";

/** Adds what a version with a function "search" would have left: copies of another function's records. */
export async function addSearchFunction(at: Account): Promise<void> {
  const { iam, functions, groups } = recordsOf(at);
  const rename = <Record>(record: Record): Record =>
    JSON.parse(JSON.stringify(record).replaceAll("dev-read", "dev-search"));
  const role = iam.roles["todo-api-dev-read-eu-west-1"];
  const record = functions["todo-api-dev-read"];
  const group = groups["/aws/lambda/todo-api-dev-read"];
  if (!role || !record || !group) throw new Error("The stack is not deployed.");
  await changeActions(at, (actions) => [...actions, "search"]);
  iam.roles["todo-api-dev-search-eu-west-1"] = rename(role);
  functions["todo-api-dev-search"] = rename(record);
  groups["/aws/lambda/todo-api-dev-search"] = rename(group);
}

/** Removes what a version without the function "delete" would not have created. */
export async function removeDeleteFunction(at: Account): Promise<void> {
  const { iam, functions, groups } = recordsOf(at);
  await changeActions(at, (actions) => actions.filter((action) => action !== "delete"));
  delete iam.roles["todo-api-dev-delete-eu-west-1"];
  delete functions["todo-api-dev-delete"];
  delete groups["/aws/lambda/todo-api-dev-delete"];
  apiRecord(at).version = "before-delete";
}

function recordsOf({ test }: Account) {
  const { iam, lambda, logs } = test.cloud;
  return {
    iam: iam.data,
    functions: lambda.data.regions[TEST_REGION] ?? {},
    groups: logs.data.regions[TEST_REGION] ?? {},
  };
}

function changeActions(at: Account, change: (actions: readonly string[]) => readonly string[]): Promise<unknown> {
  const { id, tags } = apiRecord(at);
  const actions = new Set(change(actionsIn(tags)));
  const resourceArn = `arn:aws:apigateway:${TEST_REGION}::/restapis/${id}`;
  return at.cloud.apigateway.send(
    new TagResourceCommand({ resourceArn, tags: { [ACTIONS_TAG]: formatActions([...actions]) } }),
  );
}
