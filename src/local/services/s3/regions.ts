import { modelOf, requireShape } from "../../model/service-model.ts";

/** Whether S3 has a region with this name. Every region except us-east-1 is also a location constraint. */
export function isRegion(name: string): boolean {
  return name === "us-east-1" || isLocation(name);
}

/** Whether a bucket can have this location constraint, which includes `EU`. */
export function isLocation(name: string): boolean {
  return requireShape(modelOf("s3"), "BucketLocationConstraint").values?.includes(name) === true;
}
