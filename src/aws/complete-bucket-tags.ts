import { GetBucketTaggingCommand, PutBucketTaggingCommand, type S3Client, type Tag } from "@aws-sdk/client-s3";
import { tagRecord } from "./ownership.ts";
import { isAwsError } from "./undefined-on.ts";

/** Sets the tags of a new bucket with a separate call if the server ignored the tags in CreateBucket, as moto does. */
export function completeBucketTags(s3: S3Client): void {
  s3.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        const result = await next(args);
        const { input } = args;
        if (commandName !== "CreateBucketCommand" || !("CreateBucketConfiguration" in input)) return result;
        const TagSet = input.CreateBucketConfiguration?.Tags ?? [];
        if (TagSet.length > 0 && !(await hasTags(s3, input.Bucket, TagSet)))
          await s3.send(new PutBucketTaggingCommand({ Bucket: input.Bucket, Tagging: { TagSet } }));
        return result;
      },
    { step: "initialize", name: "completeBucketTags" },
  );
}

async function hasTags(s3: S3Client, Bucket: string | undefined, desired: readonly Tag[]): Promise<boolean> {
  try {
    const actual = tagRecord((await s3.send(new GetBucketTaggingCommand({ Bucket }))).TagSet);
    return desired.every(({ Key = "", Value }) => actual[Key] === Value);
  } catch (error) {
    if (isAwsError(error, "NoSuchTagSet")) return false;
    throw error;
  }
}
