import { notSupported } from "../../../protocol/aws-error.ts";

const INVOCATION =
  /^arn:aws:apigateway:[a-z0-9-]+:lambda:path\/2015-03-31\/functions\/arn:aws:lambda:([a-z0-9-]+):\d{12}:function:([A-Za-z0-9_-]+)(:[^/]+)?\/invocations$/;

/**
 * The function that an integration's URI names. It need not exist: an API can be imported before its functions are
 * created.
 */
export function parseLambdaUri(
  uri: string,
  refuse: (why: string) => Error,
): { readonly functionRegion: string; readonly functionName: string } {
  if (!uri.startsWith("arn:")) throw refuse("Invalid ARN specified in the request");
  const [, , , , , target = ""] = uri.split(":");
  if (!/^(path|action)\//.test(target)) throw refuse("AWS ARN for integration must contain path or action");
  const [, functionRegion, functionName, qualifier] = INVOCATION.exec(uri) ?? [];
  if (functionRegion === undefined || functionName === undefined)
    throw refuse(
      "Integrations of type 'AWS_PROXY' currently only supports Lambda function and Firehose stream invocations.",
    );
  if (qualifier !== undefined) throw notSupported(`PutRestApi: the function qualifier ${qualifier} (in ${uri})`);
  return { functionRegion, functionName };
}
