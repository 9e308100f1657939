import {
  DeleteResourcePolicyCommand,
  DynamoDBClient,
  GetItemCommand,
  GetResourcePolicyCommand,
  PutResourcePolicyCommand,
} from "@aws-sdk/client-dynamodb";
import { GetRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
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

const tableArn = (table = TABLE) => `arn:aws:dynamodb:eu-west-1:${test.account}:table/${table}`;

/** A policy with one statement about the items of the table. */
const policyOf = (Effect: "Allow" | "Deny", Principal: unknown, Condition?: object) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect, Principal, Action: "dynamodb:GetItem", Resource: tableArn(), Condition }],
  });

async function setPolicy(...statement: Parameters<typeof policyOf>): Promise<void> {
  const Policy = policyOf(...statement);
  await administrator.send(new PutResourcePolicyCommand({ ResourceArn: tableArn(), Policy }));
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

/** Adds a user with one statement. */
function addUser(Effect: string, Action: string, account?: string) {
  return test.addUser(
    [JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect, Action, Resource: "*" }] })],
    account,
  );
}

async function arnOf(credentials: typeof test.credentials): Promise<string | undefined> {
  return (await new STSClient({ ...test.clientConfig, credentials }).send(new GetCallerIdentityCommand({}))).Arn;
}

const DENIED = { name: "AccessDeniedException" };

it("allows a caller of the same account whose own policies neither allow nor deny the action", async () => {
  const [other, banned] = [addUser("Allow", "s3:GetObject"), addUser("Deny", "dynamodb:GetItem")];
  await setPolicy("Allow", { AWS: [await arnOf(other), await arnOf(banned)] });
  await read(other);
  await expect(read(banned)).rejects.toMatchObject(DENIED);
  await setPolicy("Allow", { AWS: test.account });
  await expect(read(other)).rejects.toMatchObject(DENIED);
  await administrator.send(new DeleteResourcePolicyCommand({ ResourceArn: tableArn() }));
  await expect(read(other)).rejects.toMatchObject(DENIED);
});

it("treats every signed request as encrypted", async () => {
  const other = addUser("Allow", "s3:GetObject");
  const whenEncrypted = (is: string) => ({ Bool: { "aws:SecureTransport": is } });
  await setPolicy("Allow", { AWS: await arnOf(other) }, whenEncrypted("true"));
  await read(other);
  await setPolicy("Deny", "*", whenEncrypted("false"));
  await read();
});

it("rejects callers of another account, even if the policy allows their account", async () => {
  const account = "111122223333";
  await setPolicy("Allow", { AWS: account });
  await expect(read(addUser("Allow", "*", account))).rejects.toMatchObject(DENIED);
});

it("rejects a public policy", async () => {
  const ResourceArn = tableArn();
  await administrator.send(new DeleteResourcePolicyCommand({ ResourceArn }));
  const refused = { name: "ValidationException", message: expect.stringContaining("public access") };
  for (const condition of [
    undefined,
    { IpAddress: { "aws:SourceIp": "203.0.113.7" } },
    { Bool: { "aws:SecureTransport": "true" } },
    { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/reader" } },
    { StringNotEquals: { "aws:PrincipalAccount": test.account } },
    { Bool: { "aws:PrincipalIsAWSService": "false" } },
  ]) {
    for (const principal of ["*", { AWS: [roleArn, "*"] }])
      await expect(setPolicy("Allow", principal, condition), JSON.stringify(condition)).rejects.toMatchObject(refused);
    const ResourcePolicy = policyOf("Allow", "*", condition);
    await expect(makeTable(administrator, { TableName: "public", ResourcePolicy })).rejects.toMatchObject(refused);
  }
  const read = administrator.send(new GetResourcePolicyCommand({ ResourceArn }));
  await expect(read).rejects.toMatchObject({ name: "PolicyNotFoundException" });
  for (const condition of [
    { StringEquals: { "aws:PrincipalAccount": test.account } },
    { ArnLike: { "aws:PrincipalArn": [roleArn] } },
    { Bool: { "aws:PrincipalIsAWSService": "true" } },
  ])
    await setPolicy("Allow", "*", condition);
});
