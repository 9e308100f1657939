import { createHash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PublishVersionCommand } from "@aws-sdk/client-lambda";
import { PutBucketVersioningCommand } from "@aws-sdk/client-s3";
import { expect, onTestFinished, test } from "vitest";
import { startTestCloud } from "../../support/local-cloud.ts";
import { functionInput, startLambdaCloud, zip } from "../lambda/lambda-cloud.ts";
import { makeBucket, putText, s3Client } from "../s3/s3-client.ts";

const CODE = "export const handler = () => {};";

test("reports everything whose bytes are lost, with advice only for what a deploy uploads again", async () => {
  const directory = await mkdtemp(join(tmpdir(), "todo-api-cloud-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const { test: cloud, lambda, makeFunction } = await startLambdaCloud({ directory });
  const s3 = s3Client(cloud);
  const Bucket = await makeBucket(s3, "versioned");
  await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } }));
  const former = await putText(s3, Bucket, "key", "former");
  await putText(s3, Bucket, "current", "current");
  await putText(s3, Bucket, "key", "kept");
  await makeFunction("both", CODE);
  await lambda.send(new PublishVersionCommand({ FunctionName: "both" }));
  await cloud.stop();

  const { ZipFile } = functionInput("both", "", zip({ "index.mjs": CODE })).Code;
  for (const bytes of ["former", "current", ZipFile])
    await rm(join(directory, "blobs", createHash("sha256").update(bytes).digest("hex")));
  const sentences: string[] = [];
  const restarted = await startTestCloud({ directory, onDamage: (sentence) => sentences.push(sentence) });
  onTestFinished(() => restarted.stop());
  const removed = "is missing or damaged on disk and was removed";
  const advice = "deploy its stack again to upload it.";
  expect(sentences).toEqual([
    `The object "current" in the bucket versioned ${removed}; ${advice}`,
    `Version ${former} of the object "key" in the bucket versioned ${removed}.`,
    `The code of the function both ${removed}; ${advice}`,
    "The code of version 1 of the function both is missing or damaged on disk; the version was removed.",
  ]);
});
