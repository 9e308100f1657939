import type { ConfigurationOutput } from "./configuration-output.ts";
import type { FunctionLocation } from "./locate-function.ts";

/** A configuration as AWS answers it to a caller who named a qualifier: with the qualified ARN. */
export function qualified(configuration: ConfigurationOutput, { arn, qualifier }: FunctionLocation) {
  return qualifier === undefined ? configuration : { ...configuration, FunctionArn: `${arn}:${qualifier}` };
}
