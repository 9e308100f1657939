import type { LocalCloud } from "../cloud.ts";
import { modelOf, namedOperation, type ServiceModel, type ServiceName } from "../model/service-model.ts";
import type { WireRequest } from "../protocol/protocol.ts";
import { findRestOperation } from "../protocol/rest-routes.ts";
import { findBucket } from "../services/s3/buckets.ts";

const REST_SERVICES = ["lambda", "apigateway"] as const;
const QUERY_SERVICES = ["iam", "sts"] as const;

/**
 * Infers the service from a request's path, headers and body; returns undefined if that is not possible. On AWS, the
 * host name identifies the service.
 */
export function serviceByForm(cloud: LocalCloud, request: WireRequest): ServiceName | undefined {
  if (findBucket(cloud, request.path.split("/")[1] ?? "")) return "s3";
  const target = request.headers["x-amz-target"] ?? "";
  if (target.startsWith("DynamoDB_")) return "dynamodb";
  if (target.startsWith("Logs_")) return "logs";
  if ((request.headers["content-type"] ?? "").startsWith("application/x-www-form-urlencoded")) {
    const form = new URLSearchParams(Buffer.from(request.body).toString("utf8"));
    return QUERY_SERVICES.find((name) => isOperationOf(form, modelOf(name)));
  }
  return REST_SERVICES.find((name) => findRestOperation(request, modelOf(name)));
}

/** Services share operation names, such as DeletePolicy, but not API versions. */
function isOperationOf(form: URLSearchParams, model: ServiceModel): boolean {
  return form.get("Version") === model.apiVersion && namedOperation(form.get("Action") ?? "", model) !== undefined;
}
