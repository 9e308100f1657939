import { GetFunctionCommand, type GetFunctionCommandOutput, type LambdaClient } from "@aws-sdk/client-lambda";
import { orAbsent } from "../aws/undefined-on.ts";

/** What Lambda knows of a function; undefined when there is none of that name. */
export function findFunction(lambda: LambdaClient, name: string): Promise<GetFunctionCommandOutput | undefined> {
  return orAbsent(lambda.send(new GetFunctionCommand({ FunctionName: name })), "ResourceNotFoundException");
}
