import { openStore, type Store } from "../../state/store.ts";

/** The service's records. Bucket names are unique over all regions, as AWS's are. */
export interface S3Data {
  readonly buckets: Record<string, BucketRecord>;
  /** When a bucket of that name was deleted: its name is free a while later. */
  readonly deletedAt: Record<string, number>;
  /** Block Public Access of the whole account, where it is configured. */
  accountBlock?: PublicAccessBlock | undefined;
}

export interface BucketRecord {
  readonly name: string;
  readonly region: string;
  /** The location constraint that it was made with, where that is not the region's name. */
  readonly location?: "EU";
  /** The account that made it. */
  readonly owner: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  tags: readonly BucketTag[];
  publicAccessBlock: PublicAccessBlock;
  /** Block Public Access as it was before, and when it was changed: it takes effect a while later. */
  blockBefore?: { readonly block: PublicAccessBlock; readonly until: number } | undefined;
  policy?: string | undefined;
  website?: WebsiteRecord | undefined;
  /** When the website was configured where there was none: it answers a while later. */
  websiteSince?: number | undefined;
  /** The loopback port of the website endpoint, once it had one. */
  websitePort?: number | undefined;
  /** Absent until versioning is first configured. */
  versioning?: "Enabled" | "Suspended" | undefined;
  /** In listing order: keys by their UTF-8 bytes, each key's newest version first. */
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
  /** "null" where the bucket was not versioned. */
  readonly versionId: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  /** Absent in a delete marker. */
  readonly content?: ObjectContent | undefined;
}

export interface ObjectContent {
  /** Name of the bytes in `cloud.blobs`. */
  readonly blob: string;
  readonly size: number;
  /** Hex. */
  readonly md5: string;
  readonly contentType: string;
  readonly cacheControl?: string | undefined;
  readonly contentEncoding?: string | undefined;
  /** Lower-case names and their values. */
  readonly metadata: readonly (readonly [string, string])[];
  readonly checksum?: ObjectChecksum | undefined;
}

export interface ObjectChecksum {
  readonly algorithm: "CRC32" | "SHA256";
  /** Base64. */
  readonly value: string;
}

export interface UploadRecord {
  readonly key: string;
  readonly uploadId: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
}

export function openS3Store(directory: string | undefined): Store<S3Data> {
  return openStore<S3Data>(directory, "s3", { buckets: {}, deletedAt: {} });
}
