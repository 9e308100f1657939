import { notSupported } from "../../../protocol/aws-error.ts";

const INVOCATION =
  /^arn:aws:apigateway:[a-z0-9-]+:lambda:path\/2015-03-31\/functions\/arn:aws:lambda:([a-z0-9-]+):\d{12}:function:([A-Za-z0-9_-]+)(?::([^/]+))?\/invocations$/;

/**
 * Parses the region and name of the function from an integration's URI. The function need not exist. `refusal` builds
 * the error for an invalid URI.
 */
export function parseLambdaUri(
  uri: string,
  refusal: (why: string) => Error,
): { readonly functionRegion: string; readonly functionName: string } {
  if (!uri.startsWith("arn:")) throw refusal("Invalid ARN specified in the request");
  const [, , , , , target = ""] = uri.split(":");
  if (!/^(path|action)\//.test(target)) throw refusal("AWS ARN for integration must contain path or action");
  const [, functionRegion, functionName, qualifier] = INVOCATION.exec(uri) ?? [];
  if (functionRegion === undefined || functionName === undefined)
    throw refusal(
      "Integrations of type 'AWS_PROXY' currently only supports Lambda function and Firehose stream invocations.",
    );
  if (qualifier !== undefined) throw notSupported(`PutRestApi: the function qualifier ${qualifier} in ${uri}`);
  return { functionRegion, functionName };
}
