import { GetFunctionCommand, type GetFunctionCommandOutput, type LambdaClient } from "@aws-sdk/client-lambda";
import { undefinedOn } from "../aws/undefined-on.ts";

/** Reads a function; undefined if it does not exist. */
export function findFunction(lambda: LambdaClient, name: string): Promise<GetFunctionCommandOutput | undefined> {
  return undefinedOn(lambda.send(new GetFunctionCommand({ FunctionName: name })), "ResourceNotFoundException");
}
