import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { AssumeRoleCommand, type Credentials, GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestCloud, type TestCloud } from "../../support/local-cloud.ts";

const OTHER_ACCOUNT = "999988887777";

let cloud: TestCloud;
let iam: IAMClient;
beforeAll(async () => {
  cloud = await startTestCloud();
  iam = new IAMClient(cloud.clientConfig);
});
afterAll(() => cloud.stop());

function policyOf(...statements: readonly object[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

async function roleFor(name: string, principal: object, more: object = {}): Promise<string> {
  const trust = policyOf({ Effect: "Allow", Principal: principal, Action: "sts:AssumeRole", ...more });
  const { Role } = await iam.send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: trust }));
  return Role?.Arn ?? "";
}

function userWith(effect: "Allow" | "Deny" | undefined, account?: string): STSClient {
  const Effect = effect ?? "Allow";
  const policy = policyOf({ Effect, Action: effect === undefined ? "s3:GetObject" : "sts:AssumeRole", Resource: "*" });
  return new STSClient({ ...cloud.clientConfig, credentials: cloud.addUser([policy], account) });
}

const assume = (client: STSClient, RoleArn: string, DurationSeconds?: number) =>
  client.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: "night", DurationSeconds }));

function clientOf({ AccessKeyId = "", SecretAccessKey = "", SessionToken = "" }: Credentials) {
  const credentials = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
  return { ...cloud.clientConfig, credentials };
}

test("a session has the role's name and permissions, and ends", async () => {
  const arn = await roleFor("worker", { AWS: cloud.account });
  const { Credentials, AssumedRoleUser } = await assume(userWith("Allow"), arn, 900);
  const session = `arn:aws:sts::${cloud.account}:assumed-role/worker/night`;
  expect(AssumedRoleUser).toEqual({ AssumedRoleId: expect.stringMatching(/^AROA\w{17}:night$/), Arn: session });
  const seconds = ((Credentials?.Expiration?.getTime() ?? 0) - cloud.cloud.clock.now()) / 1000;
  expect(Math.abs(seconds - 900)).toBeLessThan(60);
  const config = clientOf(
    Credentials ?? { AccessKeyId: "", SecretAccessKey: "", SessionToken: "", Expiration: undefined },
  );
  expect(await new STSClient(config).send(new GetCallerIdentityCommand())).toMatchObject({
    Account: cloud.account,
    Arn: session,
    UserId: AssumedRoleUser?.AssumedRoleId,
  });
  const create = new CreateRoleCommand({ RoleName: "made", AssumeRolePolicyDocument: policyOf() });
  await expect(new IAMClient(config).send(create)).rejects.toMatchObject({ name: "AccessDenied" });
  const PolicyDocument = policyOf({ Effect: "Allow", Action: "sts:AssumeRole", Resource: "*" });
  await iam.send(new PutRolePolicyCommand({ RoleName: "worker", PolicyName: "chain", PolicyDocument }));
  await assume(new STSClient(config), arn);
  await expect(assume(new STSClient(config), arn, 3601)).rejects.toMatchObject({
    name: "ValidationError",
    message: expect.stringContaining("role chaining"),
  });
  await expect(assume(userWith("Allow"), arn, 3601)).rejects.toMatchObject({
    name: "ValidationError",
    message: "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
  });
});

test("trust policy and identity policy decide as on AWS", async () => {
  const own = { allow: userWith("Allow"), silent: userWith(undefined), deny: userWith("Deny") };
  const other = { allow: userWith("Allow", OTHER_ACCOUNT), silent: userWith(undefined, OTHER_ACCOUNT) };
  const anyone = await roleFor("for-anyone", { AWS: "*" });
  const ofAccount = await roleFor("for-account", { AWS: `arn:aws:iam::${cloud.account}:root` });
  const ofOther = await roleFor("for-other", { AWS: OTHER_ACCOUNT });
  const ofService = await roleFor("for-service", { Service: "lambda.amazonaws.com" });
  const admitted = async (role: string) => {
    const callers = Object.entries({ ...own, otherAllow: other.allow, otherSilent: other.silent });
    const results = await Promise.allSettled(callers.map(([, client]) => assume(client, role)));
    return callers.filter((_, index) => results[index]?.status === "fulfilled").map(([name]) => name);
  };
  expect(await admitted(anyone)).toEqual(["allow", "silent", "otherAllow"]);
  expect(await admitted(ofAccount)).toEqual(["allow"]);
  expect(await admitted(ofOther)).toEqual(["otherAllow"]);
  expect(await admitted(ofService)).toEqual([]);
  const missing = `arn:aws:iam::${cloud.account}:role/missing`;
  await expect(assume(own.allow, missing)).rejects.toMatchObject({
    name: "AccessDenied",
    message: expect.stringMatching(
      new RegExp(`^User: arn:\\S+ is not authorized to perform: sts:AssumeRole on resource: ${missing}$`),
    ),
  });
});

test("a user of another account has no access to this one", async () => {
  const policy = policyOf({ Effect: "Allow", Action: "*", Resource: "*" });
  const config = { ...cloud.clientConfig, credentials: cloud.addUser([policy], OTHER_ACCOUNT) };
  expect(await new STSClient(config).send(new GetCallerIdentityCommand())).toMatchObject({ Account: OTHER_ACCOUNT });
  const create = new CreateRoleCommand({ RoleName: "made", AssumeRolePolicyDocument: policyOf() });
  await expect(new IAMClient(config).send(create)).rejects.toMatchObject({ name: "AccessDenied" });
});
