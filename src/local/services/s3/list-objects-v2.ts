import type { ListObjectsV2Output, ListObjectsV2Request } from "@aws-sdk/client-s3";
import type { Call, Operation, Validated } from "../../operation.ts";
import { bucketNeeds } from "./access.ts";
import { requireBucket } from "./buckets.ts";
import { readContinuationToken, writeContinuationToken } from "./continuation-token.ts";
import { keyPage } from "./key-page.ts";
import { currentKeys, listContext, listedObject } from "./listed-object.ts";
import { pageSize } from "./page-size.ts";
import { encoderFor } from "./url-encoding.ts";

type Input = Validated<ListObjectsV2Request>;

/** S3 ListObjectsV2: the current objects by key, at most 1000 at a time. */
export const listObjectsV2 = {
  needs(input: Input, call: Call) {
    return bucketNeeds(call, input, "s3:ListBucket", listContext(input));
  },

  run(input: Input, call: Call): ListObjectsV2Output {
    const bucket = requireBucket(call, input);
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
      Contents: page.keys.map((key) => ({ ...listedObject(bucket, key), Key: encode(key) })),
      CommonPrefixes: page.prefixes.map((prefix) => ({ Prefix: encode(prefix) })),
      ...(Delimiter !== "" && { Delimiter: encode(Delimiter) }),
      ...(EncodingType !== undefined && { EncodingType }),
      ...(StartAfter !== undefined && { StartAfter: encode(StartAfter) }),
      ...(ContinuationToken !== undefined && { ContinuationToken }),
      ...(page.next && { NextContinuationToken: writeContinuationToken(page.next) }),
    };
  },
} satisfies Operation;
