import { modelOf, requireShape } from "../../model/service-model.ts";

/** Whether S3 has a region of that name. Every region but us-east-1 is also a location constraint. */
export function isRegion(name: string): boolean {
  return name === "us-east-1" || isLocation(name);
}

/** Whether a bucket can have that location constraint, `EU` included. */
export function isLocation(name: string): boolean {
  return requireShape(modelOf("s3"), "BucketLocationConstraint").values?.includes(name) === true;
}
