import { AttachRolePolicyCommand, CreateRoleCommand, GetRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestCloud, type TestCloud } from "../../support/local-cloud.ts";

const MANAGED = "arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs";
const TRUST = policy({ Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" });

let cloud: TestCloud;

beforeAll(async () => {
  cloud = await startTestCloud();
  const administrator = new IAMClient(cloud.clientConfig);
  for (const RoleName of ["someone", "a".repeat(64)])
    await administrator.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: TRUST }));
});
afterAll(() => cloud.stop());

function policy(statement: object): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", ...statement }] });
}

/** Whether a user with only this policy may send `command`. */
async function allows(statement: object, command: GetRoleCommand | AttachRolePolicyCommand): Promise<boolean> {
  const iam = new IAMClient({ ...cloud.clientConfig, credentials: cloud.addUser([policy(statement)]) });
  // The client's types accept only one of the two at a time.
  const call = command instanceof GetRoleCommand ? iam.send(command) : iam.send(command);
  return call.then(
    () => true,
    (error: Error) => {
      expect(error.name).toBe("AccessDenied");
      return false;
    },
  );
}

const getRole = (RoleName = "someone") => new GetRoleCommand({ RoleName });

test.each([
  ["IAM:GetRole", true],
  ["Iam:getrole", true],
  ["IAM:Get*", true],
  ["S3:GetRole", false],
])("the action %s ignores case", async (Action, expected) => {
  expect(await allows({ Action, Resource: "*" }, getRole())).toBe(expected);
});

test.each([
  ["arn:aws:iam::*:role/some*", true],
  ["arn:aws:iam::*:role/s?meone", true],
  ["arn:aws:iam::*:role/someon", false],
  ["arn:aws:iam::*:role/someone?", false],
  ["arn:aws:iam::*:role/*one*", true],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: how policies escape a literal star
  ["arn:aws:iam::*:role/${*}", false],
])("the resource %s matches as IAM's wildcards do", async (Resource, expected) => {
  expect(await allows({ Action: "iam:GetRole", Resource }, getRole())).toBe(expected);
});

test.each([
  ["ArnLike", "arn:aws:iam::aws:policy/*", true],
  ["ArnEquals", "arn:*:iam::*:policy/service-role/AmazonAPIGateway*", true],
  ["ArnLike", "arn:aws:*PushToCloudWatchLogs", false],
  ["ArnLike", "arn:*:policy/service-role/*", false],
  ["ArnLike", "*", false],
  ["ArnNotLike", "arn:aws:*PushToCloudWatchLogs", true],
  ["ArnNotEquals", "arn:aws:iam::aws:policy/*", false],
  ["StringLike", "arn:aws:*PushToCloudWatchLogs", true],
])("%s compares %s with an ARN component by component", async (operator, pattern, expected) => {
  const statement = {
    Action: "iam:AttachRolePolicy",
    Resource: "*",
    Condition: { [operator]: { "iam:PolicyARN": pattern } },
  };
  const attach = new AttachRolePolicyCommand({ RoleName: "someone", PolicyArn: MANAGED });
  expect(await allows(statement, attach)).toBe(expected);
});

test("a pattern with 60 stars is compared as fast as any other", async () => {
  const Resource = `arn:aws:iam::*:role/${"*a".repeat(60)}b`;
  expect(await allows({ Action: "iam:GetRole", Resource }, getRole("a".repeat(64)))).toBe(false);
  expect(await allows({ Action: `iam:${"*e".repeat(60)}x`, Resource: "*" }, getRole())).toBe(false);
});
