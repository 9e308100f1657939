import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  GetBucketTaggingCommand,
  GetObjectCommand,
  GetPublicAccessBlockCommand,
  ListObjectVersionsCommand,
  PutBucketTaggingCommand,
  PutBucketVersioningCommand,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, it } from "vitest";
import { closeServer, listen } from "../../../src/local/http/listen.ts";
import { startTestCloud } from "../../support/local-cloud.ts";
import { makeBucket, makeWebsite, putText, s3Client } from "./s3-client.ts";

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "todo-api-s3-"));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

it("buckets, settings, objects and versions survive a restart", async () => {
  const before = await startTestCloud({ directory });
  const s3 = s3Client(before);
  const Bucket = await makeBucket(s3, "kept");
  await s3.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet: [{ Key: "a", Value: "b" }] } }));
  await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } }));
  const old = await putText(s3, Bucket, "naïve/key", "old", { Metadata: { a: "b" } });
  const fresh = await putText(s3, Bucket, "naïve/key", "new");
  await before.stop();

  const after = await startTestCloud({ directory });
  const again = s3Client(after);
  await expect(again.send(new GetBucketTaggingCommand({ Bucket }))).resolves.toMatchObject({
    TagSet: [{ Key: "a", Value: "b" }],
  });
  await expect(again.send(new GetPublicAccessBlockCommand({ Bucket }))).resolves.toMatchObject({
    PublicAccessBlockConfiguration: { BlockPublicPolicy: true },
  });
  await expect(again.send(new ListObjectVersionsCommand({ Bucket }))).resolves.toMatchObject({
    Versions: [
      { VersionId: fresh, IsLatest: true },
      { VersionId: old, IsLatest: false },
    ],
  });
  const read = await again.send(new GetObjectCommand({ Bucket, Key: "naïve/key", VersionId: old }));
  expect(read.Metadata).toEqual({ a: "b" });
  await expect(read.Body?.transformToString()).resolves.toBe("old");
  await after.stop();
});

it("a website keeps its address after a restart, and uses another one while its port is in use", async () => {
  const first = await startTestCloud({ directory });
  await makeWebsite(s3Client(first), "kept-site");
  await putText(s3Client(first), "kept-site", "index.html", "home");
  const url = first.cloud.websites.urlOf("kept-site");
  await first.stop();
  if (url === undefined) throw new Error("The website did not open.");
  await expect(fetch(url)).rejects.toThrow();

  const second = await startTestCloud({ directory });
  expect(second.cloud.websites.urlOf("kept-site")).toBe(url);
  await expect((await fetch(url)).text()).resolves.toBe("home");
  await second.stop();

  const squatter = createServer((_, response) => response.end("squatter"));
  await listen(squatter, Number(new URL(url).port));
  const third = await startTestCloud({ directory });
  const moved = third.cloud.websites.urlOf("kept-site");
  expect(moved).not.toBe(url);
  await expect((await fetch(moved ?? "")).text()).resolves.toBe("home");
  await third.stop();
  await closeServer(squatter);

  const fourth = await startTestCloud({ directory });
  expect(fourth.cloud.websites.urlOf("kept-site")).toBe(moved);
  await fourth.stop();
});
