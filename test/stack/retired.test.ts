import { TagResourceCommand } from "@aws-sdk/client-api-gateway";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Cloud } from "../../src/aws/cloud.ts";
import { planDeploy } from "../../src/commands/plan/make-plan.ts";
import { deploy } from "../../src/engine/deploy.ts";
import { observe } from "../../src/engine/observe.ts";
import { type Inventory, inventoryOf } from "../support/inventory.ts";
import { connect, stackFor, startStack, type TestStack } from "../support/stack.ts";

let deployed: TestStack;
let cloud: Cloud;
let asDeployed: Inventory;

beforeAll(async () => {
  deployed = await startStack();
  cloud = await connect(deployed.test);
  asDeployed = inventoryOf(deployed.test.cloud);
});
afterAll(() => deployed.stop());

test("the function of an action that left the stack is planned for removal, and goes with its role and log group", async () => {
  await leaveFormerFunction();
  const before = inventoryOf(deployed.test.cloud);
  expect(Object.keys(before["functions"] ?? {})).toContain("todo-api-dev-search");
  const { steps } = planDeploy(stackFor(cloud), await observe(stackFor(cloud).resources, cloud, () => {}));
  expect(steps).toMatchObject([
    { id: "retired", action: "update", changes: [{ field: "search", to: undefined, cause: "intent" }] },
  ]);
  const { results } = await deploy(stackFor(cloud).resources, cloud, () => {});
  expect(results.filter(({ outcome }) => outcome !== "unchanged")).toMatchObject([
    { id: "retired", outcome: "updated" },
  ]);
  expect(inventoryOf(deployed.test.cloud)).toEqual(asDeployed);
});

/** As a version that had a function "search" would have left it: records like those of another function, under its names. */
async function leaveFormerFunction(): Promise<void> {
  const { iam, lambda, logs } = deployed.test.cloud;
  const rename = <Record>(record: Record): Record =>
    JSON.parse(JSON.stringify(record).replaceAll("dev-read", "dev-search"));
  const region = "eu-west-1";
  const [functions, groups] = [lambda.data.regions[region] ?? {}, logs.data.regions[region] ?? {}];
  const role = iam.data.roles["todo-api-dev-read-eu-west-1"];
  const record = functions["todo-api-dev-read"];
  const group = groups["/aws/lambda/todo-api-dev-read"];
  if (!role || !record || !group) throw new Error("The stack is not deployed.");
  iam.data.roles["todo-api-dev-search-eu-west-1"] = rename(role);
  functions["todo-api-dev-search"] = rename(record);
  groups["/aws/lambda/todo-api-dev-search"] = rename(group);
  const resourceArn = `arn:aws:apigateway:${region}::/restapis/${deployed.restApiId}`;
  const tags = { "todo-api:functions": "create delete read search update" };
  await cloud.apigateway.send(new TagResourceCommand({ resourceArn, tags }));
}
