import type { Verdict } from "../../../auth/policy/evaluate.ts";
import { resourceVerdict } from "../../../auth/policy/resource-verdict.ts";
import { verdictFor } from "../../../auth/require-permissions.ts";
import type { LocalCloud } from "../../../cloud.ts";
import type { Principal } from "../../operation.ts";
import type { CompiledStage } from "./compiled-stage.ts";
import type { EdgeRequest } from "./edge-request.ts";
import { accessDenied, type GatewayError } from "./gateway-error.ts";

const ACTION = "execute-api:Invoke";
const ANYONE: Principal = { type: "anonymous", arn: "anonymous", userId: "anonymous", account: "anonymous" };

/**
 * Returns the error if the policies do not allow a request. Without a verified caller, only the API's resource policy
 * applies. For a caller from the API's account, the identity policies or the resource policy must allow the request;
 * for a caller from another account, both must. An explicit deny in any policy rejects the request
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html).
 */
export function findDenial(cloud: LocalCloud, stage: CompiledStage, request: EdgeRequest): GatewayError | undefined {
  const { policy } = stage.api;
  const { caller } = request;
  if (!caller && policy === undefined) return undefined;
  const principal = caller?.key.principal ?? ANYONE;
  const permission = { action: ACTION, resource: resourceOf(stage, request), context: contextOf(principal, request) };
  const byResource = resourceVerdict(policy, stage.account, principal, permission);
  const byIdentity = caller ? verdictFor(cloud, caller.key, permission) : undefined;
  const why = whyDenied(byIdentity, byResource, principal.account === stage.account);
  return why === undefined ? undefined : accessDenied(messageOf(stage, principal, permission.resource, why));
}

function whyDenied(byIdentity: Verdict | undefined, byResource: Verdict, isOwnAccount: boolean): string | undefined {
  if (byIdentity === "explicit-deny") return "with an explicit deny in an identity-based policy";
  if (byResource === "explicit-deny") return "with an explicit deny in a resource-based policy";
  if (isOwnAccount && byResource === "allow") return undefined;
  if (byIdentity === "implicit-deny") return `because no identity-based policy allows the ${ACTION} action`;
  if (isOwnAccount || byResource === "allow") return undefined;
  return `because no resource-based policy allows the ${ACTION} action`;
}

/** The ARN of the requested method. Its path is decoded and has no trailing slash. */
function resourceOf({ region, account, restApiId, name }: CompiledStage, { method, path }: EdgeRequest): string {
  const routed = path.replace(/\/+$/, "") || "/";
  return `arn:aws:execute-api:${region}:${account}:${restApiId}/${name}/${method}${decoded(routed)}`;
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function contextOf(principal: Principal, { message, sourceIp, userAgent }: EdgeRequest): Record<string, string> {
  const { referer } = message.headers;
  return {
    "aws:SourceIp": sourceIp,
    // APIs on AWS support only HTTPS.
    "aws:SecureTransport": "true",
    ...(userAgent !== undefined && { "aws:UserAgent": userAgent }),
    ...(referer !== undefined && { "aws:Referer": referer }),
    ...(principal.type !== "anonymous" && {
      "aws:PrincipalArn": principal.roleArn ?? principal.arn,
      "aws:PrincipalAccount": principal.account,
      "aws:userid": principal.userId,
    }),
  };
}

/** AWS masks all but the last four digits of the account ID in the ARN. */
function messageOf({ account }: CompiledStage, { arn }: Principal, resource: string, why: string): string {
  const masked = resource.replace(`:${account}:`, `:********${account.slice(-4)}:`);
  return `User: ${arn} is not authorized to perform: ${ACTION} on resource: ${masked} ${why}`;
}
