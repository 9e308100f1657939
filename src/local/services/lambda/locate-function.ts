import { AwsError } from "../../protocol/aws-error.ts";
import type { Call, RequiredPermission } from "../operation.ts";
import type { ConfigurationOutput } from "./configuration-output.ts";
import { invalidParameter, resourceNotFound } from "./lambda-error.ts";
import { parseFunctionName } from "./parse-function-name.ts";

/**
 * The function that a caller specifies with `Qualifier` and `FunctionName` (a name or a partial or full ARN, with or
 * without a qualifier).
 */
export interface FunctionLocation {
  readonly name: string;
  /** The ARN without the qualifier. */
  readonly arn: string;
  readonly qualifier?: string;
}

interface FunctionReference {
  readonly FunctionName: string;
  readonly Qualifier?: string | undefined;
}

/** Parses the name or ARN of a function, with its qualifier. Rejects a function in another region or account. */
export function locateFunction({ FunctionName, Qualifier }: FunctionReference, call: Call): FunctionLocation {
  const parts = parseFunctionName(FunctionName);
  if (!parts) throw resourceNotFound(`Function not found: ${functionArn(call, FunctionName)}`);
  const { region, account, name, qualifier } = parts;
  if (region !== undefined && region !== call.region)
    throw resourceNotFound(`Functions from '${region}' are not reachable in this region ('${call.region}')`);
  if (account !== undefined && account !== call.account) throw otherAccountError(call, FunctionName);
  if (Qualifier !== undefined && qualifier !== undefined && Qualifier !== qualifier)
    throw invalidParameter("The derived qualifier from the function name does not match the specified qualifier.");
  const requested = Qualifier ?? qualifier;
  return { name, arn: functionArn(call, name), ...(requested !== undefined && { qualifier: requested }) };
}

/**
 * The permission that an operation requires on a function, version or alias: `lambda:<action>` on its ARN
 * (https://docs.aws.amazon.com/lambda/latest/dg/lambda-permissions.html).
 */
export function functionPermission(
  input: FunctionReference,
  call: Call,
  action: string = call.operation,
): RequiredPermission {
  const { arn, qualifier } = locateFunction(input, call);
  const isQualified = qualifier !== undefined && qualifier !== "$LATEST";
  return { action: `lambda:${action}`, resource: isQualified ? `${arn}:${qualifier}` : arn };
}

function functionArn(call: Call, name: string): string {
  return `arn:aws:lambda:${call.region}:${call.account}:function:${name}`;
}

function otherAccountError(call: Call, resource: string): AwsError {
  // For CreateFunction, AWS returns null as the message
  // (https://github.com/localstack/localstack/blob/main/tests/aws/services/lambda_/test_lambda_api.snapshot.json).
  if (call.operation === "CreateFunction")
    return new AwsError("AccessDeniedException", 403, "", { fields: { message: null, Message: null } });
  const action = `lambda:${call.operation}`;
  return new AwsError(
    "AccessDeniedException",
    403,
    `User: ${call.principal.arn} is not authorized to perform: ${action} on resource: ${resource} because no resource-based policy allows the ${action} action`,
  );
}

/** Returns the configuration, with the qualified ARN if the caller gave a qualifier. */
export function withQualifiedArn(configuration: ConfigurationOutput, { arn, qualifier }: FunctionLocation) {
  return qualifier === undefined ? configuration : { ...configuration, FunctionArn: `${arn}:${qualifier}` };
}
