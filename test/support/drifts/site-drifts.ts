import {
  DeleteBucketPolicyCommand,
  DeleteBucketWebsiteCommand,
  DeleteObjectCommand,
  PutBucketPolicyCommand,
  PutBucketTaggingCommand,
  PutBucketWebsiteCommand,
  PutObjectCommand,
  PutPublicAccessBlockCommand,
} from "@aws-sdk/client-s3";
import { type Account, BUCKET, type Drift, FINGERPRINTS_TAG } from "./drift.ts";

export const BUCKET_DRIFTS: readonly Drift[] = [
  {
    what: "the bucket's public access block",
    apply: ({ cloud }) =>
      cloud.s3.send(
        new PutPublicAccessBlockCommand({
          Bucket: BUCKET,
          PublicAccessBlockConfiguration: {
            BlockPublicAcls: true,
            IgnorePublicAcls: true,
            BlockPublicPolicy: true,
            RestrictPublicBuckets: true,
          },
        }),
      ),
    finds: { bucket: ["publicAccessBlock"] },
    repairs: ["PutPublicAccessBlock"],
  },
  {
    what: "the bucket's policy",
    apply: ({ cloud }) => cloud.s3.send(new PutBucketPolicyCommand({ Bucket: BUCKET, Policy: ONE_FILE_ONLY })),
    finds: { bucket: ["policy"] },
    repairs: ["PutBucketPolicy"],
  },
  {
    what: "the bucket's policy removed",
    apply: ({ cloud }) => cloud.s3.send(new DeleteBucketPolicyCommand({ Bucket: BUCKET })),
    finds: { bucket: ["policy"] },
    repairs: ["PutBucketPolicy"],
  },
  {
    what: "the bucket's index document",
    apply: (at) => putWebsite(at, { IndexDocument: { Suffix: "home.html" }, ErrorDocument: { Key: "404.html" } }),
    finds: { bucket: ["indexDocument"] },
    repairs: ["PutBucketWebsite"],
  },
  {
    what: "the bucket's error document",
    apply: (at) => putWebsite(at, { IndexDocument: { Suffix: "index.html" }, ErrorDocument: { Key: "index.html" } }),
    finds: { bucket: ["errorDocument"] },
    repairs: ["PutBucketWebsite"],
  },
  {
    what: "the bucket's website removed",
    apply: ({ cloud }) => cloud.s3.send(new DeleteBucketWebsiteCommand({ Bucket: BUCKET })),
    finds: { bucket: ["indexDocument", "errorDocument"] },
    repairs: ["PutBucketWebsite"],
  },
  {
    what: "a tag of the bucket",
    apply: (at) => putTags(at, { "todo-api:version": "0.0.0-old" }),
    finds: { bucket: ["tags.todo-api:version"] },
    repairs: ["PutBucketTagging"],
  },
  {
    what: "the bucket's fingerprints removed",
    apply: (at) => putTags(at, { [FINGERPRINTS_TAG]: undefined }),
    finds: { bucket: ["tags.todo-api:fingerprints"] },
    repairs: ["PutBucketTagging"],
  },
];

export const FILE_DRIFTS: readonly Drift[] = [
  ...["index.html", "app.js", "config.json"].map(
    (Key): Drift => ({
      what: `the page's ${Key}`,
      apply: ({ cloud }) => cloud.s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: "alert(1)" })),
      finds: { website: [Key] },
      repairs: ["PutObject"],
    }),
  ),
  {
    what: "a file of the page removed",
    apply: ({ cloud }) => cloud.s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: "style.css" })),
    finds: { website: ["style.css"] },
    repairs: ["PutObject"],
  },
  {
    what: "an additional file of the page",
    apply: ({ cloud }) => cloud.s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: "more.txt", Body: "?" })),
    finds: { website: ["more.txt"] },
    repairs: ["DeleteObjects"],
  },
];

const ONE_FILE_ONLY = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: `arn:aws:s3:::${BUCKET}/app.js` }],
});

function putWebsite(
  { cloud }: Account,
  WebsiteConfiguration: { readonly IndexDocument: { Suffix: string }; readonly ErrorDocument?: { Key: string } },
): Promise<unknown> {
  return cloud.s3.send(new PutBucketWebsiteCommand({ Bucket: BUCKET, WebsiteConfiguration }));
}

/** Puts the other tags again: PutBucketTagging replaces all tags of a bucket. */
function putTags({ cloud, test }: Account, changed: Readonly<Record<string, string | undefined>>): Promise<unknown> {
  const tags = test.cloud.s3.data.buckets[BUCKET]?.tags ?? [];
  const TagSet = tags.flatMap(({ key, value }) => {
    const Value = key in changed ? changed[key] : value;
    return Value === undefined ? [] : [{ Key: key, Value }];
  });
  return cloud.s3.send(new PutBucketTaggingCommand({ Bucket: BUCKET, Tagging: { TagSet } }));
}
