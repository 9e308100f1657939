import type {
  ListObjectsOutput,
  ListObjectsRequest,
  ListObjectsV2Output,
  ListObjectsV2Request,
} from "@aws-sdk/client-s3";
import type { Call, Operation, Validated } from "../operation.ts";
import { bucketPermissions } from "./access.ts";
import { requireBucket } from "./buckets.ts";
import { keyPage } from "./key-page.ts";
import { currentKeys, listContext, listedObject, ownerOf } from "./listed-object.ts";
import { encoderFor, pageSize, readContinuationToken, writeContinuationToken } from "./listing-parameters.ts";

/** S3 ListObjects, the older operation: its marker is a key, and it returns the owner of each object. */
export const listObjects = {
  permissions(input: Validated<ListObjectsRequest>, call: Call) {
    return bucketPermissions(call, input, "s3:ListBucket", listContext(input));
  },

  run(input: Validated<ListObjectsRequest>, call: Call): ListObjectsOutput {
    const bucket = requireBucket(call, input);
    const { Prefix = "", Delimiter = "", Marker = "", EncodingType } = input;
    const encode = encoderFor(EncodingType);
    const size = pageSize(input.MaxKeys, "maxKeys");
    // A marker that ends in the delimiter is a common prefix: the page begins after all keys that begin with it.
    const isGroup = Delimiter !== "" && Marker.endsWith(Delimiter);
    const query = { prefix: Prefix, delimiter: Delimiter, after: { text: Marker, isGroup }, size };
    const page = keyPage(currentKeys(bucket), query);
    return {
      Name: bucket.name,
      Prefix: encode(Prefix),
      Marker: encode(Marker),
      MaxKeys: size,
      IsTruncated: page.next !== undefined,
      Contents: page.keys.map((key) => ({
        ...listedObject(bucket, key),
        Key: encode(key),
        Owner: ownerOf(bucket.owner),
      })),
      CommonPrefixes: page.prefixes.map((prefix) => ({ Prefix: encode(prefix) })),
      ...(Delimiter !== "" && { Delimiter: encode(Delimiter) }),
      ...(EncodingType !== undefined && { EncodingType }),
      ...(page.next && Delimiter !== "" && { NextMarker: encode(page.next.text) }),
    };
  },
} satisfies Operation;

/** S3 ListObjectsV2: lists the current objects in key order, at most 1000 at a time. */
export const listObjectsV2 = {
  permissions(input: Validated<ListObjectsV2Request>, call: Call) {
    return bucketPermissions(call, input, "s3:ListBucket", listContext(input));
  },

  run(input: Validated<ListObjectsV2Request>, call: Call): ListObjectsV2Output {
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
