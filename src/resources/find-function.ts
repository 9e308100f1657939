import { GetFunctionCommand, type GetFunctionCommandOutput, type LambdaClient } from "@aws-sdk/client-lambda";
import { undefinedOn } from "../aws/undefined-on.ts";

/** What Lambda knows of a function; undefined when there is none of that name. */
export function findFunction(lambda: LambdaClient, name: string): Promise<GetFunctionCommandOutput | undefined> {
  return undefinedOn(lambda.send(new GetFunctionCommand({ FunctionName: name })), "ResourceNotFoundException");
}
