import type { Auth } from "./security.ts";

/** Who may call the API, and from which addresses. */
export interface Access {
  readonly auth: Auth;
  /** The roles and users (ARNs) and the accounts (IDs) whose signed requests are allowed. */
  readonly grant: readonly string[];
  /** IP addresses or ranges. If the list is not empty, all other addresses are denied. */
  readonly allowIp: readonly string[];
  readonly denyIp: readonly string[];
}

/** Whether a caller can be rejected because of its identity or address. */
export function isRestricted({ auth, allowIp, denyIp }: Access): boolean {
  return auth !== "none" || allowIp.length > 0 || denyIp.length > 0;
}

/**
 * The resource policy of the API; undefined if it would neither grant nor restrict access. If the API has a policy, an
 * unsigned request requires an explicit Allow
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html). The policy allows
 * everyone to send all requests or, if requests must be signed, only preflights and requests for the page. Deny
 * statements restrict the addresses, because callers in the API's account need no Allow in the resource policy.
 * Preflights are allowed from every address, so that pages can read why a request is rejected.
 */
export function resourcePolicy(
  stage: string,
  { auth, grant, allowIp, denyIp }: Access,
  pagePaths: readonly string[] = [],
): object | undefined {
  const methods = METHODS.map((method) => `execute-api:/${stage}/${method}/*`);
  const all = [`execute-api:/${stage}/*`];
  const rules = [
    ...(grant.length > 0 ? [statement("Granted", "Allow", all, { principal: { AWS: grant } })] : []),
    ...(allowIp.length > 0
      ? [statement("OnlyFrom", "Deny", methods, { condition: { NotIpAddress: { "aws:SourceIp": allowIp } } })]
      : []),
    ...(denyIp.length > 0
      ? [statement("NotFrom", "Deny", methods, { condition: { IpAddress: { "aws:SourceIp": denyIp } } })]
      : []),
  ];
  if (rules.length === 0) return undefined;
  const open =
    auth === "iam"
      ? statement("Preflights", "Allow", [`execute-api:/${stage}/OPTIONS/*`])
      : statement("Everyone", "Allow", all);
  const pageResources = pagePaths.flatMap((path) =>
    ["GET", "HEAD"].map((method) => `execute-api:/${stage}/${method}${path}`),
  );
  const page = auth === "iam" && pageResources.length > 0 ? [statement("Page", "Allow", pageResources)] : [];
  return { Version: "2012-10-17", Statement: [open, ...page, ...rules] };
}

/** All methods except OPTIONS. */
const METHODS = ["DELETE", "GET", "HEAD", "PATCH", "POST", "PUT"];

function statement(
  Sid: string,
  Effect: "Allow" | "Deny",
  Resource: readonly string[],
  { principal = "*", condition }: { readonly principal?: string | object; readonly condition?: object } = {},
): object {
  return {
    Sid,
    Effect,
    Principal: principal,
    Action: "execute-api:Invoke",
    Resource,
    ...(condition && { Condition: condition }),
  };
}
