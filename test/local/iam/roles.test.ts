import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  IAMClient,
  ListRolesCommand,
  ListRoleTagsCommand,
  PutRolePolicyCommand,
  TagRoleCommand,
  UntagRoleCommand,
} from "@aws-sdk/client-iam";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestCloud, type TestCloud } from "../../support/local-cloud.ts";

const TRUST = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
});
const READ_ITEMS = JSON.stringify({
  Version: "2012-10-17",
  Statement: [
    { Effect: "Allow", Action: "dynamodb:GetItem", Resource: "arn:aws:dynamodb:eu-west-1:000000000000:table/x" },
  ],
});

let cloud: TestCloud;
let iam: IAMClient;

beforeAll(async () => {
  cloud = await startTestCloud();
  iam = new IAMClient(cloud.clientConfig);
});
afterAll(() => cloud.stop());

test("a role is created with its tags and read back completely", async () => {
  await iam.send(
    new CreateRoleCommand({
      RoleName: "whole",
      AssumeRolePolicyDocument: TRUST,
      Description: "d & <e>",
      Tags: [{ Key: "a", Value: "1 = one" }],
    }),
  );
  const { Role } = await iam.send(new GetRoleCommand({ RoleName: "whole" }));
  expect(Role).toMatchObject({
    Arn: "arn:aws:iam::000000000000:role/whole",
    Description: "d & <e>",
    MaxSessionDuration: 3600,
    Tags: [{ Key: "a", Value: "1 = one" }],
  });
  expect(Role?.CreateDate).toBeInstanceOf(Date);
  expect(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? "")).toBe(TRUST);
});

test("tag keys are one key regardless of case: a new tag replaces the previous one, with its own case", async () => {
  const RoleName = "retagged";
  const keep = { Key: "keep", Value: "1" };
  const tags = async () => (await iam.send(new ListRoleTagsCommand({ RoleName }))).Tags;
  await iam.send(
    new CreateRoleCommand({
      RoleName,
      AssumeRolePolicyDocument: TRUST,
      Tags: [{ Key: "Department", Value: "finance" }, keep],
    }),
  );
  await iam.send(new TagRoleCommand({ RoleName, Tags: [{ Key: "department", Value: "hr" }] }));
  expect(await tags()).toEqual([keep, { Key: "department", Value: "hr" }]);
  await iam.send(new UntagRoleCommand({ RoleName, TagKeys: ["DEPARTMENT"] }));
  expect(await tags()).toEqual([keep]);
});

test("role names are unique regardless of case", async () => {
  await iam.send(new CreateRoleCommand({ RoleName: "Taken", AssumeRolePolicyDocument: TRUST }));
  const again = iam.send(new CreateRoleCommand({ RoleName: "tAKEN", AssumeRolePolicyDocument: TRUST }));
  await expect(again).rejects.toMatchObject({
    name: "EntityAlreadyExistsException",
    message: "Role with name tAKEN already exists.",
  });
});

test("a role with policies cannot be deleted; one without can", async () => {
  const RoleName = "bound";
  const managed = "arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs";
  await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: TRUST }));
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: "p", PolicyDocument: READ_ITEMS }));
  await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: managed }));
  await expect(iam.send(new DeleteRoleCommand({ RoleName }))).rejects.toMatchObject({
    name: "DeleteConflictException",
    message: "Cannot delete entity, must delete policies first.",
  });
  const { PolicyDocument } = await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName: "p" }));
  expect(decodeURIComponent(PolicyDocument ?? "")).toBe(READ_ITEMS);
  await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName: "p" }));
  await expect(iam.send(new DeleteRoleCommand({ RoleName }))).rejects.toMatchObject({
    message: "Cannot delete entity, must detach all policies first.",
  });
  await iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn: managed }));
  await iam.send(new DeleteRoleCommand({ RoleName }));
  await expect(iam.send(new GetRoleCommand({ RoleName }))).rejects.toMatchObject({
    name: "NoSuchEntityException",
    message: "The role with name bound cannot be found.",
  });
});

test("roles are listed by path, page by page, without tags and permissions boundary", async () => {
  for (const name of ["p1", "p2", "p3"])
    await iam.send(
      new CreateRoleCommand({
        RoleName: name,
        Path: "/pages/",
        AssumeRolePolicyDocument: TRUST,
        Tags: [{ Key: "k", Value: "v" }],
        PermissionsBoundary: "arn:aws:iam::aws:policy/ReadOnlyAccess",
      }),
    );
  const first = await iam.send(new ListRolesCommand({ PathPrefix: "/pages/", MaxItems: 2 }));
  expect(first.Roles?.map((role) => [role.RoleName, role.Tags, role.PermissionsBoundary])).toEqual([
    ["p1", undefined, undefined],
    ["p2", undefined, undefined],
  ]);
  expect(first.IsTruncated).toBe(true);
  const second = await iam.send(new ListRolesCommand({ PathPrefix: "/pages/", MaxItems: 2, Marker: first.Marker }));
  expect(second.Roles?.map((role) => role.RoleName)).toEqual(["p3"]);
  expect(second.IsTruncated).toBe(false);
});

test.each([
  [
    "a name with a space",
    { RoleName: "a b", AssumeRolePolicyDocument: TRUST },
    "ValidationError",
    /failed to satisfy constraint: Member must satisfy regular expression pattern/,
  ],
  [
    "a name of 65 characters",
    { RoleName: "x".repeat(65), AssumeRolePolicyDocument: TRUST },
    "ValidationError",
    /length less than or equal to 64/,
  ],
  [
    "a trust policy that is not JSON",
    { RoleName: "ok", AssumeRolePolicyDocument: "{" },
    "MalformedPolicyDocumentException",
    /invalid Json/,
  ],
  [
    "a trust policy with a resource",
    { RoleName: "ok", AssumeRolePolicyDocument: TRUST.replace('"Action"', '"Resource":"*","Action"') },
    "MalformedPolicyDocumentException",
    /prohibited field Resource/,
  ],
  [
    "a permissions boundary that is not the ARN of a policy",
    { RoleName: "ok", AssumeRolePolicyDocument: TRUST, PermissionsBoundary: "arn:aws:iam::aws:role/ReadOnlyAccess" },
    "InvalidInputException",
    /ARN .* is not valid/,
  ],
])("%s is rejected", async (_what, input, name, message) => {
  await expect(iam.send(new CreateRoleCommand(input))).rejects.toMatchObject({
    name,
    message: expect.stringMatching(message),
  });
});

test("GetCallerIdentity returns the account and the caller, and requires no permission", async () => {
  const credentials = cloud.addUser([]);
  const identity = await new STSClient({ ...cloud.clientConfig, credentials }).send(new GetCallerIdentityCommand({}));
  expect(identity).toMatchObject({
    Account: "000000000000",
    Arn: expect.stringMatching(/^arn:aws:iam::000000000000:user\/test-/),
  });
});

test("a caller without permission gets the action, the resource and the reason", async () => {
  const credentials = cloud.addUser([READ_ITEMS]);
  const call = new IAMClient({ ...cloud.clientConfig, credentials }).send(new GetRoleCommand({ RoleName: "secret" }));
  await expect(call).rejects.toMatchObject({
    name: "AccessDenied",
    message: expect.stringMatching(
      /is not authorized to perform: iam:GetRole on resource: arn:aws:iam::000000000000:role\/secret because no identity-based policy allows the iam:GetRole action$/,
    ),
  });
});

test("tags at creation also require iam:TagRole", async () => {
  const credentials = cloud.addUser([
    JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: "iam:CreateRole", Resource: "*" }],
    }),
  ]);
  const limited = new IAMClient({ ...cloud.clientConfig, credentials });
  await limited.send(new CreateRoleCommand({ RoleName: "untagged", AssumeRolePolicyDocument: TRUST }));
  const tagged = limited.send(
    new CreateRoleCommand({ RoleName: "tagged", AssumeRolePolicyDocument: TRUST, Tags: [{ Key: "k", Value: "v" }] }),
  );
  await expect(tagged).rejects.toMatchObject({ message: expect.stringContaining("iam:TagRole") });
  await expect(iam.send(new GetRoleCommand({ RoleName: "tagged" }))).rejects.toMatchObject({
    name: "NoSuchEntityException",
  });
});
