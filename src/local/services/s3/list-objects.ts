import type { ListObjectsOutput, ListObjectsRequest } from "@aws-sdk/client-s3";
import type { Call, Operation, Validated } from "../../operation.ts";
import { bucketNeeds } from "./access.ts";
import { requireBucket } from "./buckets.ts";
import { keyPage } from "./key-page.ts";
import { currentKeys, listContext, listedObject } from "./listed-object.ts";
import { ownerOf } from "./owner.ts";
import { pageSize } from "./page-size.ts";
import { encoderFor } from "./url-encoding.ts";

type Input = Validated<ListObjectsRequest>;

/** S3 ListObjects, the older listing: its marker is a key, and objects have their owner. */
export const listObjects = {
  needs(input: Input, call: Call) {
    return bucketNeeds(call, input, "s3:ListBucket", listContext(input));
  },

  run(input: Input, call: Call): ListObjectsOutput {
    const bucket = requireBucket(call, input);
    const { Prefix = "", Delimiter = "", Marker = "", EncodingType } = input;
    const encode = encoderFor(EncodingType);
    const size = pageSize(input.MaxKeys, "maxKeys");
    // A marker that ends in the delimiter stands for all keys that begin with it.
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
