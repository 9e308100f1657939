import type { ListObjectsV2Output, ListObjectsV2Request } from "@aws-sdk/client-s3";
import type { Call, Need, Operation, Validated } from "../../operation.ts";
import { bucketNeeds } from "./access.ts";
import { presentBucket } from "./buckets.ts";
import { readContinuationToken, writeContinuationToken } from "./continuation-token.ts";
import { keyPage } from "./key-page.ts";
import { pageSize } from "./page-size.ts";
import type { BucketRecord } from "./store.ts";
import { entityTag, lastModified } from "./stored-object.ts";
import { encoderFor } from "./url-encoding.ts";
import { currentVersion } from "./versions.ts";

type Input = Validated<ListObjectsV2Request>;

/** S3 ListObjectsV2: the current objects by key, at most 1000 at a time. */
export const listObjectsV2 = {
  needs(input: Input, call: Call) {
    return bucketNeeds(call, input, "s3:ListBucket", listContext(input));
  },

  run(input: Input, call: Call): ListObjectsV2Output {
    const bucket = presentBucket(call, input);
    const { Prefix = "", Delimiter = "", StartAfter, ContinuationToken, EncodingType } = input;
    const size = pageSize(input.MaxKeys, "maxKeys");
    const after =
      ContinuationToken === undefined
        ? { text: StartAfter ?? "", isGroup: false }
        : readContinuationToken(ContinuationToken);
    const page = keyPage(currentKeys(bucket), { prefix: Prefix, delimiter: Delimiter, after, size });
    const encode = encoderFor(EncodingType);
    return {
      Name: bucket.name,
      Prefix: encode(Prefix),
      MaxKeys: size,
      KeyCount: page.keys.length + page.prefixes.length,
      IsTruncated: page.next !== undefined,
      Contents: page.keys.map((key) => ({ ...listed(bucket, key), Key: encode(key) })),
      CommonPrefixes: page.prefixes.map((prefix) => ({ Prefix: encode(prefix) })),
      ...(Delimiter !== "" && { Delimiter: encode(Delimiter) }),
      ...(EncodingType !== undefined && { EncodingType }),
      ...(StartAfter !== undefined && { StartAfter: encode(StartAfter) }),
      ...(ContinuationToken !== undefined && { ContinuationToken }),
      ...(page.next && { NextContinuationToken: writeContinuationToken(page.next) }),
    };
  },
} satisfies Operation;

/** The condition keys that policies on listings have (AmazonS3/list_amazons3). */
function listContext({ Prefix, Delimiter, MaxKeys }: Input): Need["context"] {
  return {
    ...(Prefix !== undefined && { "s3:prefix": Prefix }),
    ...(Delimiter !== undefined && { "s3:delimiter": Delimiter }),
    ...(MaxKeys !== undefined && { "s3:max-keys": String(MaxKeys) }),
  };
}

function currentKeys({ versions }: BucketRecord): readonly string[] {
  return versions
    .filter(({ key, content }, index) => content && versions[index - 1]?.key !== key)
    .map(({ key }) => key);
}

function listed(bucket: BucketRecord, key: string): object {
  const version = currentVersion(bucket, key);
  if (!version?.content) return {};
  const { content } = version;
  return {
    LastModified: lastModified(version),
    ETag: entityTag(content),
    Size: content.size,
    StorageClass: "STANDARD",
    ...(content.checksum && { ChecksumAlgorithm: [content.checksum.algorithm], ChecksumType: "FULL_OBJECT" }),
  };
}
