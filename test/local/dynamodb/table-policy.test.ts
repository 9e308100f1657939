import {
  DeleteResourcePolicyCommand,
  DynamoDBClient,
  GetItemCommand,
  PutResourcePolicyCommand,
} from "@aws-sdk/client-dynamodb";
import { GetRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startTestCloud, type TestCloud } from "../../support/local-cloud.ts";
import { createRole } from "../lambda/lambda-cloud.ts";
import { keyOf, makeTable, TABLE } from "./todo-table.ts";

let test: TestCloud;
let administrator: DynamoDBClient;
let roleArn: string;
beforeAll(async () => {
  test = await startTestCloud();
  administrator = new DynamoDBClient(test.clientConfig);
  await makeTable(administrator);
  const iam = new IAMClient(test.clientConfig);
  roleArn = await createRole(iam, "reader", ["dynamodb:GetItem"], "lambda.amazonaws.com");
});
afterAll(() => test.stop());

const read = (credentials = test.credentials) =>
  new DynamoDBClient({ ...test.clientConfig, credentials }).send(
    new GetItemCommand({ TableName: TABLE, Key: keyOf("1") }),
  );

/** Sets the table's policy to one statement about its items. */
async function setPolicy(Effect: "Allow" | "Deny", Principal: unknown): Promise<void> {
  const ResourceArn = `arn:aws:dynamodb:eu-west-1:${test.account}:table/${TABLE}`;
  const statement = { Effect, Principal, Action: "dynamodb:GetItem", Resource: ResourceArn };
  const Policy = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
  await administrator.send(new PutResourcePolicyCommand({ ResourceArn, Policy }));
}

it("denies a session by the ARN or the ID of its role, by its own ARN, and by its account", async () => {
  const session = test.assumeRole(roleArn);
  await read(session);
  const { Role } = await new IAMClient(test.clientConfig).send(new GetRoleCommand({ RoleName: "reader" }));
  const denied = {
    name: "AccessDeniedException",
    message: expect.stringMatching(/ with an explicit deny in a resource-based policy$/),
  };
  for (const AWS of [
    roleArn,
    Role?.RoleId,
    `arn:aws:sts::${test.account}:assumed-role/reader/session`,
    test.account,
    `arn:aws:iam::${test.account}:root`,
    "*",
  ]) {
    await setPolicy("Deny", { AWS });
    await expect(read(session), AWS).rejects.toMatchObject(denied);
  }
  await setPolicy("Deny", { AWS: `arn:aws:iam::${test.account}:role/other` });
  await read(session);
});

it("allows a caller of the same account whose own policies neither allow nor deny the action", async () => {
  const user = (Effect: string, Action: string) =>
    test.addUser([JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect, Action, Resource: "*" }] })]);
  const [other, banned] = [user("Allow", "s3:GetObject"), user("Deny", "dynamodb:GetItem")];
  await setPolicy("Allow", "*");
  await read(other);
  await expect(read(banned)).rejects.toMatchObject({ name: "AccessDeniedException" });
  await setPolicy("Allow", { AWS: test.account });
  await expect(read(other)).rejects.toMatchObject({ name: "AccessDeniedException" });
  const ResourceArn = `arn:aws:dynamodb:eu-west-1:${test.account}:table/${TABLE}`;
  await administrator.send(new DeleteResourcePolicyCommand({ ResourceArn }));
  await expect(read(other)).rejects.toMatchObject({ name: "AccessDeniedException" });
});
