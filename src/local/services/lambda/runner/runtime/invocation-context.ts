import type { InvokeMessage } from "../messages.ts";

/**
 * Returns a function that creates the handler's `context` for an event
 * (https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html).
 */
export function contextFactory(functionArn: string): (message: InvokeMessage) => object {
  const { env } = process;
  const functionFacts = {
    functionName: env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
    clientContext: undefined,
    identity: undefined,
    invokedFunctionArn: functionArn,
  };
  return ({ requestId, milliseconds }) => {
    const deadline = Date.now() + milliseconds;
    return { ...functionFacts, awsRequestId: requestId, getRemainingTimeInMillis: () => deadline - Date.now() };
  };
}
