import { isReadOnly } from "../model/is-read-only.ts";
import type { ServiceName } from "../model/service-model.ts";
import { AwsError } from "../protocol/aws-error.ts";

/** Changes of one thing that are under way: a second one at the same time is refused, as AWS does. */
export interface ConcurrentUpdateGuard {
  /** Begins a change and answers what ends it; throws the service's error while another of the same thing is under way. */
  begin(service: ServiceName, operation: string, input: object): () => void;
}

/** Keeps the changes under way; where calls take no time, none ever meet. */
export function createConcurrentUpdateGuard(): ConcurrentUpdateGuard {
  const underWay = new Set<string>();
  return {
    begin(service, operation, input) {
      const thing = resourceOf(service, operation, new Map(Object.entries(input)));
      if (thing === undefined) return () => {};
      if (underWay.has(thing.key)) throw thing.refusal();
      underWay.add(thing.key);
      return () => void underWay.delete(thing.key);
    },
  };
}

interface GuardedResource {
  readonly key: string;
  refusal(): AwsError;
}

/** What a call changes, if two changes of it at once are refused. */
function resourceOf(
  service: ServiceName,
  operation: string,
  input: ReadonlyMap<string, unknown>,
): GuardedResource | undefined {
  if (isReadOnly(operation)) return undefined;
  if (service === "s3" && !/Object|Upload/.test(operation)) return bucketOf(String(input.get("Bucket")));
  if (service === "lambda" && /Permission$/.test(operation)) return policyOf(String(input.get("FunctionName")));
  if (service === "apigateway" && input.has("restApiId")) return apiOf(String(input.get("restApiId")));
  return undefined;
}

/** Two changes of a bucket's configuration (hashicorp/terraform-provider-aws#7628). */
function bucketOf(name: string): GuardedResource {
  const message =
    "A conflicting conditional operation is currently in progress against this resource. Please try again.";
  return { key: `s3 ${name}`, refusal: () => new AwsError("OperationAborted", 409, message) };
}

/** Two changes of a function's policy (cdkd's retries). */
function policyOf(name: string): GuardedResource {
  const message = `The function ${name} could not be updated due to a concurrent update operation.`;
  const error = () => new AwsError("ResourceConflictException", 409, message, { fields: { Type: "User" } });
  return { key: `lambda ${name}`, refusal: error };
}

/** Two changes of an API (LocalStack's recordings). */
function apiOf(id: string): GuardedResource {
  const message = "Unable to complete operation due to concurrent modification. Please try again later.";
  return { key: `apigateway ${id}`, refusal: () => new AwsError("ConflictException", 409, message) };
}
