import { AwsError } from "../../protocol/aws-error.ts";

/** S3's error for an invalid parameter, with the parameter's name on the wire. */
export function invalidArgument(message: string, name: string, value: string): AwsError {
  return new AwsError("InvalidArgument", 400, message, { fields: { ArgumentName: name, ArgumentValue: value } });
}
