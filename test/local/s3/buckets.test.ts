import {
  CreateBucketCommand,
  DeleteBucketCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketLocationCommand,
  GetBucketLoggingCommand,
  GetBucketNotificationConfigurationCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketReplicationCommand,
  GetBucketTaggingCommand,
  GetBucketWebsiteCommand,
  GetObjectLockConfigurationCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutBucketTaggingCommand,
  PutBucketWebsiteCommand,
  PutObjectCommand,
  type Tag,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestCloud, type TestCloud } from "../../support/local-cloud.ts";
import { changeRequests, makeBucket, putText, s3Client, s3Error } from "./s3-client.ts";

let test: TestCloud;
let s3: ReturnType<typeof s3Client>;
let virginia: ReturnType<typeof s3Client>;
beforeAll(async () => {
  test = await startTestCloud();
  s3 = s3Client(test);
  virginia = s3Client(test, { region: "us-east-1" });
});
afterAll(() => test.stop());

describe("CreateBucket", () => {
  it("creates a bucket in the endpoint's region if the location constraint names it", async () => {
    const made = await s3.send(
      new CreateBucketCommand({ Bucket: "made-here", CreateBucketConfiguration: { LocationConstraint: "eu-west-1" } }),
    );
    expect(made.Location).toBe("http://made-here.s3.amazonaws.com/");
    const location = await s3.send(new GetBucketLocationCommand({ Bucket: "made-here" }));
    expect(location.LocationConstraint).toBe("eu-west-1");
  });

  it("rejects a missing location constraint outside us-east-1", async () => {
    // The SDK adds the constraint; other clients do not.
    const plain = s3Client(test);
    changeRequests(plain, (request) => {
      request.body = "";
      delete request.headers["content-length"];
    });
    await expect(plain.send(new CreateBucketCommand({ Bucket: "no-constraint" }))).rejects.toMatchObject(
      s3Error(
        "IllegalLocationConstraintException",
        400,
        "The unspecified location constraint is incompatible for the region specific endpoint this request was sent to.",
      ),
    );
  });

  it("rejects the location constraint of another region", async () => {
    const input = { Bucket: "elsewhere", CreateBucketConfiguration: { LocationConstraint: "eu-central-1" as const } };
    await expect(s3.send(new CreateBucketCommand(input))).rejects.toMatchObject(
      s3Error(
        "IllegalLocationConstraintException",
        400,
        "The eu-central-1 location constraint is incompatible for the region specific endpoint this request was sent to.",
      ),
    );
  });

  it.each([
    ["eu-west-1", "us-east-1", "IllegalLocationConstraintException"],
    ["eu-west-1", "nowhere", "IllegalLocationConstraintException"],
    ["us-east-1", "us-east-1", "InvalidLocationConstraint"],
    ["us-east-1", "nowhere", "InvalidLocationConstraint"],
  ])("rejects in %s the location constraint %s with %s", async (region, constraint, name) => {
    const plain = s3Client(test, { region });
    changeRequests(plain, (request) => {
      request.body = String(request.body).replace("eu-west-1", constraint);
      request.headers["content-length"] = String(request.body.length);
    });
    const CreateBucketConfiguration = { LocationConstraint: "eu-west-1" as const };
    const create = new CreateBucketCommand({ Bucket: "no-location", CreateBucketConfiguration });
    await expect(plain.send(create)).rejects.toMatchObject(s3Error(name, 400));
  });

  it("keeps the location constraint EU, which is eu-west-1", async () => {
    const CreateBucketConfiguration = { LocationConstraint: "EU" as const };
    await s3.send(new CreateBucketCommand({ Bucket: "made-in-eu", CreateBucketConfiguration }));
    expect(await s3.send(new GetBucketLocationCommand({ Bucket: "made-in-eu" }))).toMatchObject({
      LocationConstraint: "EU",
    });
  });

  it("creates buckets of other regions at the endpoint of us-east-1", async () => {
    const CreateBucketConfiguration = { LocationConstraint: "eu-west-1" as const };
    await virginia.send(new CreateBucketCommand({ Bucket: "from-virginia", CreateBucketConfiguration }));
    await expect(s3.send(new HeadBucketCommand({ Bucket: "from-virginia" }))).resolves.toMatchObject({
      BucketRegion: "eu-west-1",
    });
  });

  it("creates buckets in us-east-1 without a constraint, and they have no location", async () => {
    const made = await virginia.send(new CreateBucketCommand({ Bucket: "in-virginia" }));
    expect(made.Location).toBe("/in-virginia");
    const location = await virginia.send(new GetBucketLocationCommand({ Bucket: "in-virginia" }));
    expect(location.LocationConstraint).toBeUndefined();
  });

  it("accepts a second creation of one's own bucket in us-east-1, but not with tags", async () => {
    await makeBucket(virginia, "twice-in-virginia");
    await expect(virginia.send(new CreateBucketCommand({ Bucket: "twice-in-virginia" }))).resolves.toMatchObject({
      $metadata: { httpStatusCode: 200 },
    });
    const tagged = { Bucket: "twice-in-virginia", CreateBucketConfiguration: { Tags: [{ Key: "a", Value: "b" }] } };
    await expect(virginia.send(new CreateBucketCommand(tagged))).rejects.toMatchObject(
      s3Error("BucketAlreadyOwnedByYou", 409),
    );
  });

  it("rejects the second creation of one's own bucket elsewhere", async () => {
    await makeBucket(s3, "mine-already");
    await expect(makeBucket(s3, "mine-already")).rejects.toMatchObject(
      s3Error(
        "BucketAlreadyOwnedByYou",
        409,
        "Your previous request to create the named bucket succeeded and you already own it.",
      ),
    );
  });

  it("rejects the name of another account's bucket", async () => {
    await makeBucket(s3, "of-another-account");
    changeOwner("of-another-account");
    await expect(makeBucket(s3, "of-another-account")).rejects.toMatchObject(s3Error("BucketAlreadyExists", 409));
  });

  it.each([
    "ab",
    "Upper-case",
    "under_score",
    "-dash-first",
    "dash-last-",
    "two..dots",
    "192.168.5.4",
    "xn--prefix",
    "suffix-s3alias",
    "x".repeat(64),
  ])("rejects the name %s", async (name) => {
    await expect(makeBucket(s3, name)).rejects.toMatchObject(
      s3Error("InvalidBucketName", 400, "The specified bucket is not valid."),
    );
  });

  it("accepts a name that every JavaScript object has", async () => {
    await expect(s3.send(new HeadBucketCommand({ Bucket: "constructor" }))).rejects.toMatchObject(
      s3Error("NotFound", 404),
    );
    await makeBucket(s3, "constructor");
    await expect(s3.send(new HeadBucketCommand({ Bucket: "constructor" }))).resolves.toMatchObject({
      BucketRegion: "eu-west-1",
    });
  });

  it("creates buckets with Block Public Access enabled and ACLs disabled", async () => {
    await makeBucket(s3, "private-at-first");
    const block = await s3.send(new GetPublicAccessBlockCommand({ Bucket: "private-at-first" }));
    expect(block.PublicAccessBlockConfiguration).toEqual({
      BlockPublicAcls: true,
      IgnorePublicAcls: true,
      BlockPublicPolicy: true,
      RestrictPublicBuckets: true,
    });
    const ownership = await s3.send(new GetBucketOwnershipControlsCommand({ Bucket: "private-at-first" }));
    expect(ownership.OwnershipControls?.Rules).toEqual([{ ObjectOwnership: "BucketOwnerEnforced" }]);
  });

  it("creates buckets with encryption, and without other configurations", async () => {
    const Bucket = await makeBucket(s3, "not-configured");
    const { ServerSideEncryptionConfiguration } = await s3.send(new GetBucketEncryptionCommand({ Bucket }));
    const rule = { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" }, BucketKeyEnabled: false };
    expect(ServerSideEncryptionConfiguration).toEqual({ Rules: [rule] });
    const { $metadata: _, ...logging } = await s3.send(new GetBucketLoggingCommand({ Bucket }));
    const { $metadata: __, ...notifications } = await s3.send(
      new GetBucketNotificationConfigurationCommand({ Bucket }),
    );
    expect({ logging, notifications }).toEqual({ logging: {}, notifications: {} });
    const absent = {
      NoSuchLifecycleConfiguration: () => s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket })),
      ReplicationConfigurationNotFoundError: () => s3.send(new GetBucketReplicationCommand({ Bucket })),
      ObjectLockConfigurationNotFoundError: () => s3.send(new GetObjectLockConfigurationCommand({ Bucket })),
    };
    for (const [code, read] of Object.entries(absent)) await expect(read()).rejects.toMatchObject(s3Error(code, 404));
  });

  it("accepts tags at creation, and requires s3:TagResource for them", async () => {
    const Tags = [{ Key: "todo-api:app", Value: "todo-api" }];
    const create = (Bucket: string) =>
      new CreateBucketCommand({
        Bucket,
        CreateBucketConfiguration: { LocationConstraint: "eu-west-1", Tags },
      });
    await s3.send(create("tagged-at-once"));
    await expect(s3.send(new GetBucketTaggingCommand({ Bucket: "tagged-at-once" }))).resolves.toMatchObject({
      TagSet: Tags,
    });
    const policy = { Effect: "Allow", Action: "s3:CreateBucket", Resource: "*" };
    const credentials = test.addUser([JSON.stringify({ Version: "2012-10-17", Statement: policy })]);
    const maker = s3Client(test, { credentials });
    await expect(maker.send(create("not-to-be-tagged"))).rejects.toMatchObject({
      ...s3Error("AccessDenied", 403),
      message: expect.stringContaining("s3:TagResource"),
    });
    await expect(s3.send(new HeadBucketCommand({ Bucket: "not-to-be-tagged" }))).rejects.toMatchObject({
      name: "NotFound",
    });
  });
});

describe("a bucket's tags", () => {
  const tag = (Bucket: string, TagSet: Tag[]) => s3.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet } }));

  it("cannot be read if there are none", async () => {
    await makeBucket(s3, "without-tags");
    await expect(s3.send(new GetBucketTaggingCommand({ Bucket: "without-tags" }))).rejects.toMatchObject(
      s3Error("NoSuchTagSet", 404, "The TagSet does not exist"),
    );
  });

  it("are replaced as a whole", async () => {
    await makeBucket(s3, "tagged-twice");
    await tag("tagged-twice", [
      { Key: "a", Value: "1" },
      { Key: "b", Value: "2" },
    ]);
    await tag("tagged-twice", [{ Key: "c", Value: "" }]);
    const { TagSet } = await s3.send(new GetBucketTaggingCommand({ Bucket: "tagged-twice" }));
    expect(TagSet).toEqual([{ Key: "c", Value: "" }]);
  });

  it("are rejected if a key is repeated, reserved or malformed", async () => {
    await makeBucket(s3, "badly-tagged");
    const twice = [
      { Key: "a", Value: "1" },
      { Key: "a", Value: "2" },
    ];
    const refused = s3Error("InvalidTag", 400);
    await expect(tag("badly-tagged", twice)).rejects.toMatchObject(refused);
    await expect(tag("badly-tagged", [{ Key: "aws:x", Value: "1" }])).rejects.toMatchObject(refused);
    await expect(tag("badly-tagged", [{ Key: "a{b}", Value: "1" }])).rejects.toMatchObject(refused);
    await expect(tag("badly-tagged", [{ Key: "a", Value: "<b>" }])).rejects.toMatchObject(refused);
  });

  it("must be valid XML", async () => {
    await makeBucket(s3, "tagged-in-bad-xml");
    const bodies = [
      "<Tagging><TagSet>",
      "<Tags/>",
      "<Tagging><Labels/></Tagging>",
      "<Tagging><TagSet><Tag/></TagSet></Tagging>",
    ];
    for (const body of bodies) {
      const plain = s3Client(test);
      changeRequests(plain, (request) => {
        request.body = body;
        request.headers["content-length"] = String(body.length);
        delete request.headers["x-amz-checksum-crc32"];
      });
      await expect(
        plain.send(new PutBucketTaggingCommand({ Bucket: "tagged-in-bad-xml", Tagging: { TagSet: [] } })),
      ).rejects.toMatchObject(s3Error("MalformedXML", 400));
    }
  });

  it("are 50 at most", async () => {
    await makeBucket(s3, "much-tagged");
    const tags = Array.from({ length: 51 }, (_, index) => ({ Key: `key-${index}`, Value: "" }));
    await expect(tag("much-tagged", tags)).rejects.toMatchObject({ $metadata: { httpStatusCode: 400 } });
    await tag("much-tagged", tags.slice(1));
  });
});

describe("a bucket of another region", () => {
  it("returns a redirect that names its region", async () => {
    await makeBucket(s3, "in-ireland");
    const frankfurt = s3Client(test, { region: "eu-central-1" });
    const failure: unknown = await frankfurt.send(new ListObjectsV2Command({ Bucket: "in-ireland" })).catch((e) => e);
    expect(failure).toMatchObject({
      ...s3Error("PermanentRedirect", 301),
      $response: { headers: { "x-amz-bucket-region": "eu-west-1" } },
    });
    const headFailure: unknown = await frankfurt.send(new HeadBucketCommand({ Bucket: "in-ireland" })).catch((e) => e);
    expect(headFailure).toMatchObject({
      $metadata: { httpStatusCode: 301 },
      $response: { headers: { "x-amz-bucket-region": "eu-west-1" } },
    });
  });

  it("reserves its name in this one", async () => {
    await makeBucket(virginia, "taken-in-virginia");
    await expect(makeBucket(s3, "taken-in-virginia")).rejects.toMatchObject(s3Error("BucketAlreadyOwnedByYou", 409));
  });
});

describe("a missing bucket", () => {
  it("is 404 for everyone, from HeadBucket without a body", async () => {
    await expect(s3.send(new HeadBucketCommand({ Bucket: "no-such-bucket" }))).rejects.toMatchObject(
      s3Error("NotFound", 404),
    );
    const Bucket = "no-such-bucket";
    for (const attempt of [
      () => s3.send(new ListObjectsV2Command({ Bucket })),
      () => s3.send(new DeleteBucketCommand({ Bucket })),
      () => s3.send(new GetBucketTaggingCommand({ Bucket })),
      () => s3.send(new PutObjectCommand({ Bucket, Key: "a", Body: "b" })),
    ])
      await expect(attempt()).rejects.toMatchObject({
        ...s3Error("NoSuchBucket", 404, "The specified bucket does not exist"),
        BucketName: Bucket,
      });
  });
});

describe("ExpectedBucketOwner", () => {
  it("accepts the owner and rejects any other account, on every kind of call", async () => {
    await makeBucket(s3, "expected-owner");
    await putText(s3, "expected-owner", "a", "b", { ExpectedBucketOwner: test.account });
    const other = { Bucket: "expected-owner", ExpectedBucketOwner: "123456789012" };
    const denied = s3Error("AccessDenied", 403, "Access Denied");
    await expect(s3.send(new ListObjectsV2Command(other))).rejects.toMatchObject(denied);
    await expect(s3.send(new DeleteBucketCommand(other))).rejects.toMatchObject(denied);
    await expect(s3.send(new PutObjectCommand({ ...other, Key: "a", Body: "c" }))).rejects.toMatchObject(denied);
    await expect(s3.send(new HeadBucketCommand(other))).rejects.toMatchObject({ $metadata: { httpStatusCode: 403 } });
  });

  it("must be an account ID", async () => {
    await makeBucket(s3, "owner-malformed");
    await expect(
      s3.send(new HeadBucketCommand({ Bucket: "owner-malformed", ExpectedBucketOwner: "me" })),
    ).rejects.toMatchObject({ $metadata: { httpStatusCode: 400 } });
    await expect(
      s3.send(new ListObjectsV2Command({ Bucket: "owner-malformed", ExpectedBucketOwner: "me" })),
    ).rejects.toMatchObject(s3Error("InvalidBucketOwnerAWSAccountID", 400));
  });
});

it("denies access to another account's bucket", async () => {
  await makeBucket(s3, "closed-to-us");
  changeOwner("closed-to-us");
  await expect(s3.send(new HeadBucketCommand({ Bucket: "closed-to-us" }))).rejects.toMatchObject({
    $metadata: { httpStatusCode: 403 },
  });
  await expect(s3.send(new DeleteBucketCommand({ Bucket: "closed-to-us" }))).rejects.toMatchObject(
    s3Error("AccessDenied", 403),
  );
});

describe("ListBuckets", () => {
  it("lists the account's buckets of all regions by name, filtered and in pages", async () => {
    for (const name of ["listed-c", "listed-a", "listed-b"]) await makeBucket(s3, name);
    await makeBucket(virginia, "listed-v");
    const names = async (input: object) => {
      const { Buckets, ContinuationToken } = await s3.send(new ListBucketsCommand({ Prefix: "listed-", ...input }));
      return { names: Buckets?.map(({ Name }) => Name), token: ContinuationToken };
    };
    await expect(names({})).resolves.toEqual({
      names: ["listed-a", "listed-b", "listed-c", "listed-v"],
      token: undefined,
    });
    await expect(names({ BucketRegion: "us-east-1" })).resolves.toMatchObject({ names: ["listed-v"] });
    const first = await names({ MaxBuckets: 3 });
    expect(first.names).toEqual(["listed-a", "listed-b", "listed-c"]);
    await expect(names({ ContinuationToken: first.token })).resolves.toEqual({ names: ["listed-v"], token: undefined });
  });
});

describe("PutBucketWebsite", () => {
  const put = (WebsiteConfiguration: object) =>
    s3.send(new PutBucketWebsiteCommand({ Bucket: "website-settings", WebsiteConfiguration }));

  it("is rejected without a well-formed index document", async () => {
    await makeBucket(s3, "website-settings");
    await expect(put({ IndexDocument: { Suffix: "a/b" } })).rejects.toMatchObject(
      s3Error("InvalidArgument", 400, "The IndexDocument Suffix is not well formed"),
    );
    await expect(put({ IndexDocument: { Suffix: "" } })).rejects.toMatchObject(s3Error("InvalidArgument", 400));
    await expect(put({ ErrorDocument: { Key: "error.html" } })).rejects.toMatchObject(s3Error("InvalidArgument", 400));
    await expect(s3.send(new GetBucketWebsiteCommand({ Bucket: "website-settings" }))).rejects.toMatchObject(
      s3Error("NoSuchWebsiteConfiguration", 404, "The specified bucket does not have a website configuration"),
    );
  });

  it("rejects by name what it does not support", async () => {
    await expect(put({ RedirectAllRequestsTo: { HostName: "example.com" } })).rejects.toMatchObject({
      name: "NotSupportedByLocalCloud",
    });
  });

  it("keeps the configuration as it was put", async () => {
    await put({ IndexDocument: { Suffix: "index.html" }, ErrorDocument: { Key: "error.html" } });
    await expect(s3.send(new GetBucketWebsiteCommand({ Bucket: "website-settings" }))).resolves.toMatchObject({
      IndexDocument: { Suffix: "index.html" },
      ErrorDocument: { Key: "error.html" },
    });
  });
});

describe("DeleteBucket", () => {
  it("rejects a bucket that is not empty", async () => {
    await makeBucket(s3, "not-empty");
    await putText(s3, "not-empty", "a", "b");
    await expect(s3.send(new DeleteBucketCommand({ Bucket: "not-empty" }))).rejects.toMatchObject(
      s3Error("BucketNotEmpty", 409, "The bucket you tried to delete is not empty"),
    );
  });

  it("makes the name available again", async () => {
    await makeBucket(s3, "made-again");
    await s3.send(new DeleteBucketCommand({ Bucket: "made-again" }));
    await makeBucket(s3, "made-again");
    await expect(s3.send(new GetBucketTaggingCommand({ Bucket: "made-again" }))).rejects.toMatchObject({
      name: "NoSuchTagSet",
    });
  });
});

/** The local cloud has only one account: a bucket of another account is one with another owner in its record. */
function changeOwner(name: string): void {
  const { buckets } = test.cloud.s3.data;
  const bucket = buckets[name];
  if (bucket) buckets[name] = { ...bucket, owner: "111111111111" };
}
