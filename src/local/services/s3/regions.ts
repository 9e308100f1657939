import { modelOf, requireShape } from "../../model/service-model.ts";

/** Whether S3 has such a region. It names every region but its first as a location. */
export function isRegion(name: string): boolean {
  return name === "us-east-1" || isLocation(name);
}

/** Whether a bucket can have such a location constraint, `EU` included. */
export function isLocation(name: string): boolean {
  return requireShape(modelOf("s3"), "BucketLocationConstraint").values?.includes(name) === true;
}
