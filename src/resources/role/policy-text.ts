import { isRecord, type JsonObject, parseJson } from "../../text/json.ts";
import { canonicalText, policyText } from "../compare.ts";

/** A statement of an identity-based policy. */
export interface PolicyStatement {
  readonly Sid: string;
  readonly Effect: "Allow";
  readonly Action: readonly string[];
  readonly Resource: string;
}

/**
 * A trust policy in canonical JSON: one service may assume the role; if a source is given, only for that function and
 * its versions, in that account (https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html). Lambda's
 * requests name the function and the account
 * (https://docs.aws.amazon.com/sagemaker/latest/dg/model-customize-open-weight-prereq.html); API Gateway's requests
 * name no source
 * (https://github.com/aws-solutions-library-samples/accelerated-intelligent-document-processing-on-aws/pull/479).
 */
export function trustPolicyFor(
  service: string,
  source?: { readonly account: string; readonly functionArn: string },
): string {
  const Condition = source && {
    StringEquals: { "aws:SourceAccount": source.account },
    ArnLike: { "aws:SourceArn": [source.functionArn, `${source.functionArn}:*`] },
  };
  const statement = { Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" };
  return policyText({ ...statement, ...(Condition && { Condition }) });
}

/**
 * Converts a policy in a response to canonical JSON; undefined stays undefined. IAM encodes it (RFC 3986):
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRolePolicy.html
 */
export function decodePolicy(encoded: string | undefined): string | undefined {
  return encoded === undefined ? undefined : canonicalText(decodeURIComponent(encoded));
}

/**
 * The required actions that no statement in the policies allows. Conditions are assumed to be met, and `NotAction` and
 * `NotResource` to match, because the result is only a warning.
 */
export function allowedByNone(required: readonly PolicyStatement[], policies: readonly string[]): readonly string[] {
  const statements = policies.flatMap(allowStatementsIn);
  return required.flatMap(({ Action, Resource }) =>
    Action.filter((action) => !statements.some((one) => mayAllow(one, action, Resource))),
  );
}

/** Whether a trust policy lets a service assume the role; conditions are not evaluated. */
export function trusts(policy: string, service: string): boolean {
  return allowStatementsIn(policy).some(({ Principal, ...statement }) => {
    const services = Principal === "*" ? ["*"] : isRecord(Principal) ? textsOf(Principal["Service"]) : [];
    return services.some((one) => one === "*" || one === service) && mayAllow(statement, "sts:AssumeRole");
  });
}

function allowStatementsIn(policy: string): readonly JsonObject[] {
  const document = parseJson(policy);
  const statements: unknown[] = isRecord(document) ? [document["Statement"]].flat() : [];
  return statements.filter(isRecord).filter(({ Effect }) => Effect === "Allow");
}

function mayAllow(statement: JsonObject, action: string, resource?: string): boolean {
  const { Action, Resource } = statement;
  const hasAction =
    Action === undefined || textsOf(Action).some((one) => matchesPattern(one.toLowerCase(), action.toLowerCase()));
  const hasResource =
    Resource === undefined || resource === undefined || textsOf(Resource).some((one) => matchesPattern(one, resource));
  return hasAction && hasResource;
}

function textsOf(value: unknown): readonly string[] {
  const all: unknown[] = [value].flat();
  return all.filter((one) => typeof one === "string");
}

/**
 * Whether a policy's pattern with `*` and `?` matches the text:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
export function matchesPattern(pattern: string, text: string): boolean {
  const expression = pattern
    .replace(/[\\^$.|+()[\]{}]/g, "\\$&")
    .replace(/\*+/g, ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${expression}$`, "s").test(text);
}
