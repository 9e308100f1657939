import type { Service } from "../../service.ts";
import { abortMultipartUpload } from "./abort-multipart-upload.ts";
import {
  deleteAccountPublicAccessBlock,
  getAccountPublicAccessBlock,
  putAccountPublicAccessBlock,
} from "./account-public-access-block.ts";
import { copyObject } from "./copy-object.ts";
import { createBucket } from "./create-bucket.ts";
import { createMultipartUpload } from "./create-multipart-upload.ts";
import { deleteBucket } from "./delete-bucket.ts";
import { deleteBucketPolicy } from "./delete-bucket-policy.ts";
import { deleteBucketWebsite } from "./delete-bucket-website.ts";
import { deleteObject } from "./delete-object.ts";
import { deleteObjects } from "./delete-objects.ts";
import { getBucketLocation } from "./get-bucket-location.ts";
import { getBucketOwnershipControls } from "./get-bucket-ownership-controls.ts";
import { getBucketPolicy } from "./get-bucket-policy.ts";
import { getBucketTagging } from "./get-bucket-tagging.ts";
import { getBucketVersioning } from "./get-bucket-versioning.ts";
import { getBucketWebsite } from "./get-bucket-website.ts";
import { getObject } from "./get-object.ts";
import { getPublicAccessBlock } from "./get-public-access-block.ts";
import { headBucket } from "./head-bucket.ts";
import { headObject } from "./head-object.ts";
import { listBuckets } from "./list-buckets.ts";
import { listMultipartUploads } from "./list-multipart-uploads.ts";
import { listObjectVersions } from "./list-object-versions.ts";
import { listObjects } from "./list-objects.ts";
import { listObjectsV2 } from "./list-objects-v2.ts";
import { putBucketPolicy } from "./put-bucket-policy.ts";
import { putBucketTagging } from "./put-bucket-tagging.ts";
import { putBucketVersioning } from "./put-bucket-versioning.ts";
import { putBucketWebsite } from "./put-bucket-website.ts";
import { putObject } from "./put-object.ts";
import { putPublicAccessBlock } from "./put-public-access-block.ts";

/** Amazon S3: general purpose buckets, their configuration as the product uses it, and objects. */
export const s3: Service = {
  name: "s3",
  validationError: "InvalidArgument",
  operations: {
    ListBuckets: listBuckets,
    CreateBucket: createBucket,
    HeadBucket: headBucket,
    DeleteBucket: deleteBucket,
    GetBucketLocation: getBucketLocation,
    GetBucketTagging: getBucketTagging,
    PutBucketTagging: putBucketTagging,
    GetPublicAccessBlock: getPublicAccessBlock,
    PutPublicAccessBlock: putPublicAccessBlock,
    GetAccountPublicAccessBlock: getAccountPublicAccessBlock,
    PutAccountPublicAccessBlock: putAccountPublicAccessBlock,
    DeleteAccountPublicAccessBlock: deleteAccountPublicAccessBlock,
    GetBucketPolicy: getBucketPolicy,
    PutBucketPolicy: putBucketPolicy,
    DeleteBucketPolicy: deleteBucketPolicy,
    GetBucketWebsite: getBucketWebsite,
    PutBucketWebsite: putBucketWebsite,
    DeleteBucketWebsite: deleteBucketWebsite,
    GetBucketVersioning: getBucketVersioning,
    PutBucketVersioning: putBucketVersioning,
    GetBucketOwnershipControls: getBucketOwnershipControls,
    ListObjects: listObjects,
    ListObjectsV2: listObjectsV2,
    ListObjectVersions: listObjectVersions,
    PutObject: putObject,
    CopyObject: copyObject,
    GetObject: getObject,
    HeadObject: headObject,
    DeleteObject: deleteObject,
    DeleteObjects: deleteObjects,
    CreateMultipartUpload: createMultipartUpload,
    ListMultipartUploads: listMultipartUploads,
    AbortMultipartUpload: abortMultipartUpload,
  },
};
