import {
  DeletePublicAccessBlockCommand,
  GetBucketPolicyCommand,
  GetPublicAccessBlockCommand,
  PutBucketPolicyCommand,
  PutPublicAccessBlockCommand,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestCloud, type TestCloud } from "../../support/local-cloud.ts";
import {
  allowPublicPolicies,
  anyoneReads,
  changeRequests,
  makeBucket,
  policyOf,
  s3Client,
  s3Error,
} from "./s3-client.ts";

const arn = "arn:aws:s3:::";
let test: TestCloud;
let s3: ReturnType<typeof s3Client>;

beforeAll(async () => {
  test = await startTestCloud();
  s3 = s3Client(test);
});
afterAll(() => test.stop());

describe("Block Public Access", () => {
  it("rejects a public policy until it allows such policies", async () => {
    const Bucket = await makeBucket(s3, "public-too-early");
    const put = () => s3.send(new PutBucketPolicyCommand({ Bucket, Policy: policyOf(anyoneReads(Bucket)) }));
    await expect(put()).rejects.toMatchObject(
      s3Error(
        "AccessDenied",
        403,
        `User: arn:aws:iam::${test.account}:user/administrator is not authorized to perform: s3:PutBucketPolicy on resource: "${arn}${Bucket}" because public policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access.`,
      ),
    );
    await expect(s3.send(new GetBucketPolicyCommand({ Bucket }))).rejects.toMatchObject({ name: "NoSuchBucketPolicy" });
    await allowPublicPolicies(s3, Bucket);
    await put();
  });

  it("treats a policy as public unless fixed values narrow it", async () => {
    const Bucket = await makeBucket(s3, "public-or-not");
    const put = (Condition: object) =>
      s3.send(new PutBucketPolicyCommand({ Bucket, Policy: policyOf({ ...anyoneReads(Bucket), Condition }) }));
    const accessPoint = (account: string) => `arn:aws:s3:eu-west-1:${account}:accesspoint/*`;
    for (const narrow of [
      { StringEquals: { "aws:PrincipalAccount": test.account } },
      { StringEquals: { "aws:SourceVpc": "vpc-91237329" } },
      { IpAddress: { "aws:SourceIp": ["203.0.113.0/24", "198.51.100.7", "10.0.0.0/8", "2001:db8::/32"] } },
      { StringLike: { "s3:DataAccessPointArn": accessPoint(test.account) } },
    ])
      await put(narrow);
    const blocked = { ...s3Error("AccessDenied", 403), message: expect.stringContaining("BlockPublicPolicy") };
    for (const wide of [
      { StringLike: { "aws:PrincipalArn": "*" } },
      { StringNotEquals: { "aws:PrincipalAccount": "123456789012" } },
      { StringLike: { "aws:SourceVpc": "vpc-*" } },
      { Bool: { "aws:SecureTransport": "true" } },
      { IpAddress: { "aws:SourceIp": ["203.0.113.0/24", "128.0.0.0/7"] } },
      { IpAddress: { "aws:SourceIp": "2001::/31" } },
      { NotIpAddress: { "aws:SourceIp": "203.0.113.0/24" } },
      { StringLike: { "s3:DataAccessPointArn": accessPoint("*") } },
    ])
      await expect(put(wide), JSON.stringify(wide)).rejects.toMatchObject(blocked);
  });

  it("of the account applies to every bucket, regardless of the bucket's own", async () => {
    const Bucket = await makeBucket(s3, "public-in-account");
    await allowPublicPolicies(s3, Bucket);
    const control = s3Client(test);
    changeRequests(control, (request) => {
      request.path = "/v20180820/configuration/publicAccessBlock";
      request.query = {};
      request.headers["x-amz-account-id"] = test.account;
    });
    const account = { Bucket: test.account };
    const get = () => control.send(new GetPublicAccessBlockCommand(account));
    const none = s3Error("NoSuchPublicAccessBlockConfiguration", 404);
    await expect(get()).rejects.toMatchObject(none);
    const PublicAccessBlockConfiguration = { BlockPublicPolicy: true };
    const change = { ...account, PublicAccessBlockConfiguration };
    const corrupt = control.send(
      new PutPublicAccessBlockCommand({ ...change, ContentMD5: "1B2M2Y8AsgTpgAmY7PhCfg==" }),
    );
    await expect(corrupt).rejects.toMatchObject(s3Error("BadDigest", 400));
    await expect(get()).rejects.toMatchObject(none);
    await control.send(new PutPublicAccessBlockCommand(change));
    expect((await get()).PublicAccessBlockConfiguration).toMatchObject({
      BlockPublicAcls: false,
      BlockPublicPolicy: true,
    });
    const put = () => s3.send(new PutBucketPolicyCommand({ Bucket, Policy: policyOf(anyoneReads(Bucket)) }));
    await expect(put()).rejects.toMatchObject(s3Error("AccessDenied", 403));
    await control.send(new DeletePublicAccessBlockCommand(account));
    await expect(get()).rejects.toMatchObject(none);
    await put();
    const empty = control.send(new PutPublicAccessBlockCommand({ ...account, PublicAccessBlockConfiguration: {} }));
    await expect(empty).rejects.toMatchObject(
      s3Error("InvalidRequest", 400, "Must specify at least one configuration."),
    );
  });

  it("treats omitted settings of PutPublicAccessBlock as false", async () => {
    const Bucket = await makeBucket(s3, "public-partly");
    await s3.send(
      new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: { BlockPublicAcls: true } }),
    );
    await s3.send(new PutBucketPolicyCommand({ Bucket, Policy: policyOf(anyoneReads(Bucket)) }));
  });
});
