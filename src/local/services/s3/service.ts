import type { Service } from "../service.ts";
import {
  deleteAccountPublicAccessBlock,
  getAccountPublicAccessBlock,
  putAccountPublicAccessBlock,
} from "./account-public-access-block.ts";
import {
  getBucketEncryption,
  getBucketLifecycleConfiguration,
  getBucketLogging,
  getBucketNotificationConfiguration,
  getBucketReplication,
  getObjectLockConfiguration,
} from "./bucket-configuration-operations.ts";
import { deleteBucket, getBucketLocation, getBucketOwnershipControls, headBucket } from "./bucket-operations.ts";
import { deleteBucketPolicy, getBucketPolicy, putBucketPolicy } from "./bucket-policy-operations.ts";
import { getBucketTagging, putBucketTagging } from "./bucket-tagging-operations.ts";
import { getBucketVersioning, putBucketVersioning } from "./bucket-versioning-operations.ts";
import { deleteBucketWebsite, getBucketWebsite, putBucketWebsite } from "./bucket-website-operations.ts";
import { copyObject } from "./copy-object.ts";
import { createBucket } from "./create-bucket.ts";
import { deleteObject, deleteObjects } from "./delete-object-operations.ts";
import { listBuckets } from "./list-buckets.ts";
import { listObjects, listObjectsV2 } from "./list-object-operations.ts";
import { listObjectVersions } from "./list-object-versions.ts";
import { abortMultipartUpload, createMultipartUpload, listMultipartUploads } from "./multipart-upload-operations.ts";
import { getPublicAccessBlock, putPublicAccessBlock } from "./public-access-block-operations.ts";
import { putObject } from "./put-object.ts";
import { getObject, headObject } from "./read-object-operations.ts";

/** Amazon S3: general purpose buckets, the bucket configuration that todo-api uses, and objects. */
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
    GetBucketEncryption: getBucketEncryption,
    GetBucketLifecycleConfiguration: getBucketLifecycleConfiguration,
    GetBucketLogging: getBucketLogging,
    GetBucketNotificationConfiguration: getBucketNotificationConfiguration,
    GetBucketReplication: getBucketReplication,
    GetObjectLockConfiguration: getObjectLockConfiguration,
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
