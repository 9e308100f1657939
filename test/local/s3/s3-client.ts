import {
  BucketLocationConstraint,
  CreateBucketCommand,
  PutBucketPolicyCommand,
  PutBucketWebsiteCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  PutPublicAccessBlockCommand,
  S3Client,
  type S3ClientConfig,
} from "@aws-sdk/client-s3";
import { HttpRequest } from "@smithy/core/protocols";
import type { TestCloud } from "../../support/local-cloud.ts";

/** An S3 client of the administrator, or of the caller in `config`. */
export function s3Client(test: TestCloud, config: S3ClientConfig = {}): S3Client {
  return new S3Client({ ...test.clientConfig, forcePathStyle: true, ...config });
}

/** Changes every request of a client before it is signed. */
export function changeRequests(s3: S3Client, change: (request: HttpRequest) => void): void {
  s3.middlewareStack.add(
    (next) => (args) => {
      if (HttpRequest.isInstance(args.request)) change(args.request);
      return next(args);
    },
    { step: "build", priority: "low" },
  );
}

/** Creates a bucket in the client's region, eu-west-1 by default. */
export async function makeBucket(s3: S3Client, Bucket: string): Promise<string> {
  const region = await s3.config.region();
  const LocationConstraint = Object.values(BucketLocationConstraint).find((name) => name === region);
  await s3.send(
    new CreateBucketCommand({
      Bucket,
      ...(LocationConstraint && { CreateBucketConfiguration: { LocationConstraint } }),
    }),
  );
  return Bucket;
}

export async function putText(
  s3: S3Client,
  Bucket: string,
  Key: string,
  Body: string,
  more: Partial<PutObjectCommandInput> = {},
): Promise<string | undefined> {
  const { VersionId } = await s3.send(new PutObjectCommand({ Bucket, Key, Body, ...more }));
  return VersionId;
}

/** Keeps ACLs blocked and allows public policies, as a website requires. */
export async function allowPublicPolicies(s3: S3Client, Bucket: string): Promise<void> {
  await s3.send(
    new PutPublicAccessBlockCommand({
      Bucket,
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        IgnorePublicAcls: true,
        BlockPublicPolicy: false,
        RestrictPublicBuckets: false,
      },
    }),
  );
}

export function policyOf(...statements: readonly object[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

/** The statement of a website's policy: everyone may read every object. */
export function anyoneReads(bucket: string): object {
  return { Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: `arn:aws:s3:::${bucket}/*` };
}

/** Creates a public website bucket with an index and an error document. */
export async function makeWebsite(s3: S3Client, Bucket: string): Promise<void> {
  await makeBucket(s3, Bucket);
  await allowPublicPolicies(s3, Bucket);
  await s3.send(new PutBucketPolicyCommand({ Bucket, Policy: policyOf(anyoneReads(Bucket)) }));
  await s3.send(
    new PutBucketWebsiteCommand({
      Bucket,
      WebsiteConfiguration: { IndexDocument: { Suffix: "index.html" }, ErrorDocument: { Key: "error.html" } },
    }),
  );
}

/** The members of an S3 error as the SDK throws it, for `rejects.toMatchObject`. */
export function s3Error(name: string, httpStatusCode: number, message?: string): object {
  return {
    name,
    $metadata: { httpStatusCode },
    ...(message !== undefined && { message }),
  };
}
