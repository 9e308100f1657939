import { evaluateResource } from "../../auth/policy/evaluate.ts";
import type { LocalCloud } from "../../cloud.ts";
import { policyText } from "./permission-policy.ts";

/** A service that invokes a function, and the resource on whose behalf it does so, such as an API method. */
interface Invoker {
  /** For example, `apigateway.amazonaws.com`. */
  readonly service: string;
  readonly sourceArn: string;
  readonly sourceAccount: string;
}

/** Whether the function's resource policy allows a service to invoke it; false if the function does not exist. */
export function mayInvoke(cloud: LocalCloud, region: string, functionName: string, invoker: Invoker): boolean {
  const record = cloud.lambda.data.regions[region]?.[functionName];
  if (!record || record.statements.length === 0) return false;
  const request = {
    action: "lambda:InvokeFunction",
    resource: record.arn,
    context: { "AWS:SourceArn": invoker.sourceArn, "AWS:SourceAccount": invoker.sourceAccount },
  };
  const requester = { type: "service", name: invoker.service } as const;
  return evaluateResource(policyText(record.statements), request, requester) === "allow";
}
