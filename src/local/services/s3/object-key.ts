import { AwsError } from "../../protocol/aws-error.ts";

const KEY_LIMIT_BYTES = 1024;

/**
 * Rejects a key that S3 does not accept: any text is valid, up to 1024 bytes in UTF-8
 * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html).
 */
export function checkKey(key: string): void {
  const size = Buffer.byteLength(key);
  if (size > KEY_LIMIT_BYTES)
    throw new AwsError("KeyTooLongError", 400, "Your key is too long", {
      fields: { Size: size, MaxSizeAllowed: KEY_LIMIT_BYTES },
    });
}
