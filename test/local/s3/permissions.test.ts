import {
  DeleteBucketCommand,
  DeleteBucketPolicyCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketPolicyCommand,
  GetObjectCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutBucketWebsiteCommand,
  PutObjectCommand,
  PutPublicAccessBlockCommand,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestCloud, type TestCloud } from "../../support/local-cloud.ts";
import { allowPublicPolicies, anyoneReads, makeBucket, policyOf, putText, s3Client, s3Error } from "./s3-client.ts";

let test: TestCloud;
let s3: ReturnType<typeof s3Client>;
beforeAll(async () => {
  test = await startTestCloud();
  s3 = s3Client(test);
});
afterAll(() => test.stop());

const arn = "arn:aws:s3:::";
const allow = (Action: string | string[], Resource: string | string[]) => ({ Effect: "Allow", Action, Resource });
const userWith = (...statements: readonly object[]) =>
  s3Client(test, { credentials: test.addUser([policyOf(...statements)]) });
const denied = (action: string) => ({
  ...s3Error("AccessDenied", 403),
  message: expect.stringMatching(new RegExp(`not authorized to perform: ${action}`)),
});

describe("identity policies", () => {
  it("apply to every call, by AWS's action names", async () => {
    const Bucket = await makeBucket(s3, "no-permission");
    const unprivileged = userWith(allow("sts:GetCallerIdentity", "*"));
    const PublicAccessBlockConfiguration = { BlockPublicPolicy: false };
    const WebsiteConfiguration = { IndexDocument: { Suffix: "index.html" } };
    const VersioningConfiguration = { Status: "Enabled" as const };
    const attempts: readonly (readonly [string, () => Promise<unknown>])[] = [
      ["s3:ListAllMyBuckets", () => unprivileged.send(new ListBucketsCommand({}))],
      ["s3:CreateBucket", () => makeBucket(unprivileged, "not-to-be-made")],
      ["s3:ListBucket", () => unprivileged.send(new ListObjectsV2Command({ Bucket }))],
      ["s3:ListBucketVersions", () => unprivileged.send(new ListObjectVersionsCommand({ Bucket }))],
      ["s3:PutObject", () => unprivileged.send(new PutObjectCommand({ Bucket, Key: "a", Body: "b" }))],
      ["s3:GetObject", () => unprivileged.send(new GetObjectCommand({ Bucket, Key: "a" }))],
      ["s3:GetObjectVersion", () => unprivileged.send(new GetObjectCommand({ Bucket, Key: "a", VersionId: "null" }))],
      ["s3:DeleteObject", () => unprivileged.send(new DeleteObjectCommand({ Bucket, Key: "a" }))],
      [
        "s3:DeleteObjectVersion",
        () => unprivileged.send(new DeleteObjectCommand({ Bucket, Key: "a", VersionId: "null" })),
      ],
      [
        "s3:PutBucketPolicy",
        () => unprivileged.send(new PutBucketPolicyCommand({ Bucket, Policy: policyOf(anyoneReads(Bucket)) })),
      ],
      [
        "s3:PutBucketPublicAccessBlock",
        () => unprivileged.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration })),
      ],
      ["s3:PutBucketWebsite", () => unprivileged.send(new PutBucketWebsiteCommand({ Bucket, WebsiteConfiguration }))],
      [
        "s3:PutBucketVersioning",
        () => unprivileged.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration })),
      ],
      ["s3:DeleteBucket", () => unprivileged.send(new DeleteBucketCommand({ Bucket }))],
    ];
    for (const [action, attempt] of attempts) await expect(attempt()).rejects.toMatchObject(denied(`${action} `));
    await expect(unprivileged.send(new HeadBucketCommand({ Bucket }))).rejects.toMatchObject({
      $metadata: { httpStatusCode: 403 },
    });
  });

  it("can depend on the prefix of a listing", async () => {
    const Bucket = await makeBucket(s3, "list-by-prefix");
    const lister = userWith({
      ...allow("s3:ListBucket", `${arn}${Bucket}`),
      Condition: { StringEquals: { "s3:prefix": "public/" } },
    });
    await lister.send(new ListObjectsV2Command({ Bucket, Prefix: "public/" }));
    await expect(lister.send(new ListObjectsV2Command({ Bucket, Prefix: "secret/" }))).rejects.toMatchObject(
      denied("s3:ListBucket"),
    );
  });

  it("without permission to list hide which keys do not exist", async () => {
    const Bucket = await makeBucket(s3, "secret-keys");
    const reader = userWith(allow("s3:GetObject", `${arn}${Bucket}/*`));
    await expect(reader.send(new GetObjectCommand({ Bucket, Key: "missing" }))).rejects.toMatchObject(
      denied("s3:ListBucket"),
    );
    const lister = userWith(allow("s3:GetObject", `${arn}${Bucket}/*`), allow("s3:ListBucket", `${arn}${Bucket}`));
    await expect(lister.send(new GetObjectCommand({ Bucket, Key: "missing" }))).rejects.toMatchObject(
      s3Error("NoSuchKey", 404),
    );
  });

  it("decide on each key of DeleteObjects, in a response that is 200", async () => {
    const Bucket = await makeBucket(s3, "partly-deleted");
    for (const key of ["open/a", "closed/b"]) await putText(s3, Bucket, key, "x");
    const remover = userWith(allow("s3:DeleteObject", `${arn}${Bucket}/open/*`));
    const Objects = [{ Key: "open/a" }, { Key: "closed/b" }, { Key: "open/a", VersionId: "null" }];
    const response = await remover.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    expect(response.Deleted).toEqual([{ Key: "open/a" }]);
    expect(response.Errors).toMatchObject([
      { Key: "closed/b", Code: "AccessDenied", Message: expect.stringContaining("s3:DeleteObject on") },
      { Key: "open/a", VersionId: "null", Code: "AccessDenied" },
    ]);
    const left = await s3.send(new ListObjectsV2Command({ Bucket }));
    expect(left.Contents?.map(({ Key }) => Key)).toEqual(["closed/b"]);
  });

  it("return only errors for quiet deletions", async () => {
    const Bucket = await makeBucket(s3, "quietly-deleted");
    const remover = userWith(allow("s3:DeleteObject", `${arn}${Bucket}/open/*`));
    const Delete = { Quiet: true, Objects: [{ Key: "open/a" }, { Key: "closed/b" }] };
    const response = await remover.send(new DeleteObjectsCommand({ Bucket, Delete }));
    expect(response.Deleted).toBeUndefined();
    expect(response.Errors).toHaveLength(1);
  });
});

describe("a bucket's policy", () => {
  const put = (Bucket: string, Policy: string) => s3.send(new PutBucketPolicyCommand({ Bucket, Policy }));

  it("is returned as it was put, and fails if there is none", async () => {
    const Bucket = await makeBucket(s3, "policy-life");
    const none = s3Error("NoSuchBucketPolicy", 404, "The bucket policy does not exist");
    await expect(s3.send(new GetBucketPolicyCommand({ Bucket }))).rejects.toMatchObject(none);
    const Policy = policyOf({ ...allow("s3:GetObject", `${arn}${Bucket}/*`), Principal: { AWS: test.account } });
    await put(Bucket, Policy);
    await expect(s3.send(new GetBucketPolicyCommand({ Bucket }))).resolves.toMatchObject({ Policy });
    await s3.send(new DeleteBucketPolicyCommand({ Bucket }));
    await s3.send(new DeleteBucketPolicyCommand({ Bucket }));
    await expect(s3.send(new GetBucketPolicyCommand({ Bucket }))).rejects.toMatchObject(none);
  });

  it("must be a valid policy for this bucket", async () => {
    const Bucket = await makeBucket(s3, "policy-checked");
    const own = `${arn}${Bucket}`;
    const Principal = { AWS: test.account };
    const malformed = (message: string) => s3Error("MalformedPolicy", 400, message);
    const invalidJson = "Policies must be valid JSON and the first byte must be '{'";
    const invalidResource = "Policy has invalid resource";
    await expect(put(Bucket, "{ not json")).rejects.toMatchObject(malformed(invalidJson));
    await expect(put(Bucket, "[]")).rejects.toMatchObject(malformed(invalidJson));
    for (const Resource of [`${arn}another-bucket/*`, `${own}-too/*`, "*", `${arn}*`])
      await expect(put(Bucket, policyOf({ ...allow("s3:GetObject", Resource), Principal }))).rejects.toMatchObject(
        malformed(invalidResource),
      );
    await expect(put(Bucket, policyOf(allow("s3:GetObject", `${own}/*`)))).rejects.toMatchObject(
      malformed("Missing required field Principal"),
    );
    await expect(put(Bucket, policyOf({ ...allow("iam:GetRole", `${own}/*`), Principal }))).rejects.toMatchObject(
      malformed("Policy has invalid action"),
    );
    for (const mismatch of [allow("s3:ListBucket", `${own}/*`), allow("s3:GetObject", own)])
      await expect(put(Bucket, policyOf({ ...mismatch, Principal }))).rejects.toMatchObject(
        malformed("Action does not apply to any resource(s) in statement"),
      );
    const NotPrincipal = Principal;
    await expect(put(Bucket, policyOf({ ...allow("s3:GetObject", `${own}/*`), NotPrincipal }))).rejects.toMatchObject({
      name: "NotSupportedByLocalCloud",
      message: "The policy element NotPrincipal is not supported by the local cloud.",
    });
    const { Resource: _, ...everywhere } = { ...allow("s3:GetObject", ""), Principal };
    await expect(put(Bucket, policyOf(everywhere))).rejects.toMatchObject(malformed("Missing required field Resource"));
    const Sid = "x".repeat(20 * 1024);
    await expect(put(Bucket, policyOf({ ...allow("s3:GetObject", `${own}/*`), Principal, Sid }))).rejects.toMatchObject(
      malformed("Policy exceeds the maximum allowed document size."),
    );
    await put(Bucket, policyOf({ ...allow(["s3:ListBucket", "s3:GetObject"], [own, `${own}/*`]), Principal }));
  });

  it("must name principals that exist", async () => {
    const Bucket = await makeBucket(s3, "policy-principals");
    const forPrincipal = (AWS: string) =>
      policyOf({ ...allow("s3:GetObject", `${arn}${Bucket}/*`), Principal: { AWS } });
    for (const AWS of [
      `arn:aws:iam::${test.account}:role/no-such-role`,
      `arn:aws:iam::${test.account}:user/nobody`,
      "me",
    ])
      await expect(put(Bucket, forPrincipal(AWS))).rejects.toMatchObject(
        s3Error("MalformedPolicy", 400, "Invalid principal in policy"),
      );
    await put(Bucket, forPrincipal(`arn:aws:iam::${test.account}:user/administrator`));
  });

  it("grants and denies permissions", async () => {
    const Bucket = await makeBucket(s3, "policy-honoured");
    await putText(s3, Bucket, "a", "x");
    await putText(s3, Bucket, "secret", "x");
    await allowPublicPolicies(s3, Bucket);
    const read = (client: typeof s3, Key: string) => client.send(new GetObjectCommand({ Bucket, Key }));
    const unprivileged = userWith(allow("sts:GetCallerIdentity", "*"));
    const banned = userWith({ Effect: "Deny", Action: "s3:*", Resource: "*" });
    const secret = { Effect: "Deny", Principal: "*", Action: "s3:GetObject", Resource: `${arn}${Bucket}/secret` };
    await put(Bucket, policyOf(anyoneReads(Bucket), secret));
    await read(unprivileged, "a");
    await expect(read(banned, "a")).rejects.toMatchObject(denied("s3:GetObject"));
    await expect(read(s3, "secret")).rejects.toMatchObject(denied("s3:GetObject"));
    const { Errors } = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: "secret" }] } }));
    expect(Errors).toBeUndefined();
  });

  it("that names the account delegates to the account's own policies", async () => {
    const Bucket = await makeBucket(s3, "policy-of-account");
    await putText(s3, Bucket, "a", "x");
    await put(Bucket, policyOf({ ...allow("s3:GetObject", `${arn}${Bucket}/*`), Principal: { AWS: test.account } }));
    const unprivileged = userWith(allow("sts:GetCallerIdentity", "*"));
    await expect(unprivileged.send(new GetObjectCommand({ Bucket, Key: "a" }))).rejects.toMatchObject(
      denied("s3:GetObject"),
    );
  });
});
