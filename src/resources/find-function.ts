import {
  GetFunctionCommand,
  type GetFunctionCommandOutput,
  type LambdaClient,
  ListTagsCommand,
  type TagsError,
} from "@aws-sdk/client-lambda";
import { explainAwsError } from "../aws/explain.ts";
import { undefinedOn } from "../aws/undefined-on.ts";
import { EXIT, TodoApiError } from "../errors.ts";

/** Reads a function; returns undefined if it does not exist. */
export async function findFunction(lambda: LambdaClient, name: string): Promise<GetFunctionCommandOutput | undefined> {
  const reading = lambda.send(new GetFunctionCommand({ FunctionName: name }));
  const found = await undefinedOn(reading, "ResourceNotFoundException");
  if (found?.Configuration === undefined || found.Tags !== undefined || found.TagsError !== undefined) return found;
  // If the caller lacks lambda:ListTags, the response omits the tags and contains no error, as if there were no tags
  // (https://docs.aws.amazon.com/lambda/latest/api/API_GetFunction.html). This call fails instead.
  const { Tags } = await lambda.send(new ListTagsCommand({ Resource: found.Configuration.FunctionArn }));
  return { ...found, ...(Tags && { Tags }) };
}

/** The error for tags that cannot be read. A function without tags would seem to belong to another owner. */
export function unreadableTags(name: string, cause: TagsError): Error {
  const reading = `could not read the tags of the function ${name}`;
  const failure = tagsFailure(cause);
  const text = `${reading}: ${failure.message}`;
  return explainAwsError(failure, reading) ?? new TodoApiError("tags-unreadable", EXIT.failure, text);
}

/** Converts a function's TagsError to the error that a failed call would throw. */
export function tagsFailure({ ErrorCode = "", Message = "" }: TagsError): Error {
  return Object.assign(new Error(Message), { name: ErrorCode });
}
