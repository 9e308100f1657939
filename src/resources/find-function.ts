import {
  GetFunctionCommand,
  type GetFunctionCommandOutput,
  type LambdaClient,
  ListTagsCommand,
  type TagsError,
} from "@aws-sdk/client-lambda";
import { undefinedOn } from "../aws/undefined-on.ts";

/** Reads a function; undefined if it does not exist. */
export async function findFunction(lambda: LambdaClient, name: string): Promise<GetFunctionCommandOutput | undefined> {
  const reading = lambda.send(new GetFunctionCommand({ FunctionName: name }));
  const found = await undefinedOn(reading, "ResourceNotFoundException");
  if (found?.Configuration === undefined || found.Tags !== undefined || found.TagsError !== undefined) return found;
  // Without lambda:ListTags, the response omits the tags without an error, as if there were none
  // (https://docs.aws.amazon.com/lambda/latest/api/API_GetFunction.html). This call fails instead.
  const { Tags } = await lambda.send(new ListTagsCommand({ Resource: found.Configuration.FunctionArn }));
  return { ...found, ...(Tags && { Tags }) };
}

/** The error of a call that failed, from the reason why the tags of a function could not be read. */
export function tagsFailure({ ErrorCode = "", Message = "" }: TagsError): Error {
  return Object.assign(new Error(Message), { name: ErrorCode });
}
