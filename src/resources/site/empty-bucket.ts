import {
  AbortMultipartUploadCommand,
  DeleteObjectsCommand,
  ListMultipartUploadsCommand,
  ListObjectVersionsCommand,
  type ObjectIdentifier,
  type _Error as S3Error,
} from "@aws-sdk/client-s3";
import type { Cloud } from "../../aws/cloud.ts";
import { bucketArn } from "../../aws/names.ts";
import { setRequiredPermissions } from "../../aws/s3-permissions.ts";
import { settleAll } from "../../aws/settle-all.ts";
import { deletedUnlessMissing } from "../../aws/undefined-on.ts";
import { EXIT, TodoApiError } from "../../errors.ts";

/** Removes all objects, versions, delete markers and unfinished uploads from a bucket. */
export async function emptyBucket(cloud: Cloud, name: string): Promise<void> {
  const bucketInput = { Bucket: name };
  for (;;) {
    const page = await cloud.s3.send(new ListObjectVersionsCommand(bucketInput));
    const found = [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])];
    if (found.length === 0) break;
    await deleteObjects(
      cloud,
      name,
      found.map(({ Key, VersionId }) => ({ Key, VersionId })),
    );
    // If objects are added in the meantime, DeleteBucket fails, and the caller tries again.
    if (!page.IsTruncated) break;
  }
  for (let more = true; more; ) {
    const { Uploads = [], IsTruncated = false } = await cloud.s3.send(new ListMultipartUploadsCommand(bucketInput));
    await settleAll(
      Uploads.map(({ Key, UploadId }) =>
        deletedUnlessMissing(
          cloud.s3.send(new AbortMultipartUploadCommand({ ...bucketInput, Key, UploadId })),
          "NoSuchUpload",
        ),
      ),
    );
    more = IsTruncated && Uploads.length > 0;
  }
}

/**
 * Deletes at most 1,000 objects. S3 responds with 200 even if some could not be deleted; the response lists them
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html).
 */
export async function deleteObjects(cloud: Cloud, name: string, objects: readonly ObjectIdentifier[]): Promise<void> {
  const command = new DeleteObjectsCommand({
    Bucket: name,
    Delete: { Objects: [...objects], Quiet: true },
  });
  const { Errors: errors = [] } = await cloud.s3.send(command);
  const [first] = errors;
  if (first?.Code === "AccessDenied") throw deniedObject(cloud, name, first);
  if (first) throw undeleted(name, errors.length, first);
}

function undeleted(name: string, count: number, { Key, Code, Message = Code }: S3Error): TodoApiError {
  const what =
    count === 1 ? `the object ${Key} in the bucket ${name}` : `${count} objects in the bucket ${name}, such as ${Key}`;
  return new TodoApiError("objects-not-deleted", EXIT.failure, `could not delete ${what}: ${Message}`, {
    details: { reason: Code },
  });
}

/** Converts the denial for one object to the error that S3 returns when it denies a whole call. */
function deniedObject(cloud: Cloud, name: string, { Message = "Access Denied", VersionId }: S3Error): Error {
  const action = VersionId === undefined ? "s3:DeleteObject" : "s3:DeleteObjectVersion";
  const error = new Error(Message);
  error.name = "AccessDenied";
  setRequiredPermissions(error, { actions: [action], resources: [`${bucketArn(cloud, name)}/*`] });
  return error;
}
