import type { RecordShapes } from "../../state/find-misshapen.ts";
import { openStore, type Store } from "../../state/store.ts";
import type { ChecksumAlgorithm } from "./checksum-algorithms.ts";

/** S3's records. Bucket names are unique across all regions, as on AWS. */
export interface S3Data {
  readonly buckets: Record<string, BucketRecord>;
  /** When each bucket was deleted, by name. The name becomes available after a delay. */
  readonly deletedAt: Record<string, number>;
  /** The Block Public Access settings of the account, if configured. */
  accountBlock?: PublicAccessBlock | undefined;
}

export interface BucketRecord {
  readonly name: string;
  readonly region: string;
  /** The location constraint that the bucket was created with, if it is not the region's name. */
  readonly location?: "EU";
  /** The account that created the bucket. */
  readonly owner: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  tags: readonly BucketTag[];
  publicAccessBlock: PublicAccessBlock;
  /** The previous Block Public Access settings, and when they were changed: a change takes effect after a delay. */
  blockBefore?: { readonly block: PublicAccessBlock; readonly until: number } | undefined;
  policy?: string | undefined;
  website?: WebsiteRecord | undefined;
  /** When the bucket last became a website. The website responds after a delay. */
  websiteSince?: number | undefined;
  /** The loopback port of the website endpoint; undefined until the endpoint is first opened. */
  websitePort?: number | undefined;
  /** Absent until versioning is first configured. */
  versioning?: "Enabled" | "Suspended" | undefined;
  /** In listing order: by the UTF-8 bytes of the key, then newest first. */
  readonly versions: ObjectVersion[];
  readonly uploads: UploadRecord[];
}

export interface BucketTag {
  readonly key: string;
  readonly value: string;
}

export interface PublicAccessBlock {
  readonly blockPublicAcls: boolean;
  readonly ignorePublicAcls: boolean;
  readonly blockPublicPolicy: boolean;
  readonly restrictPublicBuckets: boolean;
}

export interface WebsiteRecord {
  readonly indexSuffix: string;
  readonly errorKey?: string | undefined;
}

export interface ObjectVersion {
  readonly key: string;
  /** The string `null` if versioning was not enabled when the version was stored. */
  readonly versionId: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  /** Undefined for a delete marker. */
  readonly content?: ObjectContent | undefined;
}

export interface ObjectContent {
  /** The name under which `cloud.blobs` stores the bytes. */
  readonly blob: string;
  readonly size: number;
  /** In hex. */
  readonly md5: string;
  readonly contentType: string;
  readonly cacheControl?: string | undefined;
  readonly contentEncoding?: string | undefined;
  /** Names (in lower case) and values. */
  readonly metadata: readonly (readonly [string, string])[];
  readonly checksum?: ObjectChecksum | undefined;
}

export interface ObjectChecksum {
  readonly algorithm: ChecksumAlgorithm;
  /** In base64. */
  readonly value: string;
}

export interface UploadRecord {
  readonly key: string;
  readonly uploadId: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
}

export function openS3Store(directory: string | undefined): Store<S3Data> {
  return openStore<S3Data>(directory, "s3", { buckets: {}, deletedAt: {} }, SHAPES);
}

const SHAPES: RecordShapes = {
  "buckets.*": {
    name: "string",
    region: "string",
    owner: "string",
    tags: "array",
    publicAccessBlock: "object",
    versions: "array",
    uploads: "array",
  },
  "buckets.*.versions.*": { key: "string", versionId: "string", createdAt: "number" },
  "buckets.*.versions.*.content": { blob: "string", size: "number", metadata: "array" },
};
