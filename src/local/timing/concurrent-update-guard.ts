import type { ServiceName } from "../model/service-model.ts";
import { isReadOnly } from "../model/service-model.ts";
import { AwsError } from "../protocol/aws-error.ts";
import { parseFunctionName } from "../services/lambda/parse-function-name.ts";

/** Tracks updates in progress to the resources for which AWS rejects concurrent updates. */
export interface ConcurrentUpdateGuard {
  /**
   * Begins an update and returns a function that ends it. Throws the service's error if another update to the same
   * resource is in progress.
   */
  begin(call: UpdateCall, input: object): () => void;
}

interface UpdateCall {
  readonly service: ServiceName;
  readonly region: string;
  readonly operation: string;
}

export function createConcurrentUpdateGuard(): ConcurrentUpdateGuard {
  const inProgress = new Set<string>();
  return {
    begin(call, input) {
      const resource = resourceOf(call, new Map(Object.entries(input)));
      if (resource === undefined) return () => {};
      if (inProgress.has(resource.key)) throw resource.rejection();
      inProgress.add(resource.key);
      return () => void inProgress.delete(resource.key);
    },
  };
}

interface GuardedResource {
  readonly key: string;
  rejection(): AwsError;
}

/** The resource that a call updates, if AWS rejects concurrent updates to it. */
function resourceOf(
  { service, region, operation }: UpdateCall,
  input: ReadonlyMap<string, unknown>,
): GuardedResource | undefined {
  if (isReadOnly(operation)) return undefined;
  if (service === "s3" && input.has("Bucket") && !/Object|Upload/.test(operation))
    return bucketOf(String(input.get("Bucket")));
  if (service === "lambda" && /Permission$/.test(operation)) return policyOf(region, String(input.get("FunctionName")));
  if (service === "apigateway" && input.has("restApiId")) return apiOf(String(input.get("restApiId")));
  return undefined;
}

/** S3 rejects concurrent updates to a bucket: https://github.com/hashicorp/terraform-provider-aws/issues/7628 */
function bucketOf(name: string): GuardedResource {
  const message =
    "A conflicting conditional operation is currently in progress against this resource. Please try again.";
  return { key: `s3 ${name}`, rejection: () => new AwsError("OperationAborted", 409, message) };
}

function policyOf(region: string, given: string): GuardedResource {
  const name = parseFunctionName(given)?.name ?? given;
  const message = `The function ${name} could not be updated due to a concurrent update operation.`;
  const error = () => new AwsError("ResourceConflictException", 409, message, { fields: { Type: "User" } });
  return { key: `lambda ${region} ${name}`, rejection: error };
}

function apiOf(id: string): GuardedResource {
  const message = "Unable to complete operation due to concurrent modification. Please try again later.";
  return { key: `apigateway ${id}`, rejection: () => new AwsError("ConflictException", 409, message) };
}
