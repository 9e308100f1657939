import { type AuditedStack, accepted, type Control, failed, failedFor, PASS } from "./control.ts";
import type { ApiFacts } from "./facts.ts";
import { allowsIn, isForEveryone } from "./statements.ts";

/** Controls for access to the API: callers, request rates and connections. */
export const API_ACCESS_CONTROLS: readonly Control<ApiFacts>[] = [
  {
    id: "CKV_AWS_59",
    rules: [
      "CKV2_AWS_70",
      "W59",
      "apigateway_restapi_authorizers_enabled",
      "apigateway_restapi_public_with_authorizer",
    ],
    title: "Every method of the API requires authorization or an API key",
    severity: "high",
    evaluate(facts, stack) {
      const open = openMethods(facts, stack);
      if (stack.settings.auth !== "none")
        return failedFor([
          ...open.map((method) => `${method} requires neither authorization nor an API key`),
          // A policy that allows everyone makes signatures unnecessary, but not API keys.
          ...(stack.settings.auth === "iam" ? openPolicyReasons(facts, stack) : []),
        ]);
      if (open.length === 0) return PASS;
      return accepted(
        `the API requires no authentication (--auth none), so ${callersText(stack)} can read and change the items`,
        {
          command: "todo-api deploy --auth iam",
          comment: "require signed requests",
        },
      );
    },
  },
  {
    id: "W64",
    rules: ["W68"],
    title: "The stage belongs to a usage plan",
    severity: "low",
    evaluate(facts, { settings }) {
      if (hasUsagePlan(facts)) return PASS;
      if (settings.auth === "api-key") return failed("the stage belongs to no usage plan, so no API key is accepted");
      return accepted(
        `usage plans limit the holders of API keys; this stage limits all callers combined to ${rateText(settings.throttle.rate)}`,
        {
          command: "todo-api deploy --auth api-key",
          comment: "require an API key, and limit each key with a usage plan",
        },
      );
    },
  },
  {
    id: "W62",
    rules: ["CKV_AWS_206"],
    title: "The endpoint requires TLS 1.2 or later",
    severity: "medium",
    evaluate({ api }) {
      const { securityPolicy = "TLS_1_0" } = api();
      if (securityPolicy !== "TLS_1_0") return PASS;
      return accepted(
        "the API keeps API Gateway's default security policy; current clients negotiate TLS 1.2 or 1.3",
        "set securityPolicy and endpointAccessMode on the API; a custom domain has its own security policy",
      );
    },
  },
  {
    id: "apigateway_restapi_public",
    rules: [],
    title: "The endpoint of the API is private",
    severity: "medium",
    evaluate({ api }) {
      if (api().endpointConfiguration?.types?.includes("PRIVATE")) return PASS;
      return accepted(
        "browsers and `todo-api items` call the API over the internet",
        "none; todo-api has no setting for a private endpoint, but --allow-ip limits the addresses that may call the API",
      );
    },
  },
  {
    id: "APIGateway.4",
    rules: ["CKV2_AWS_29", "CKV2_AWS_77", "apigateway_restapi_waf_acl_attached"],
    title: "The stage is associated with a WAF web ACL",
    severity: "medium",
    evaluate({ stage }) {
      if (stage().webAclArn !== undefined) return PASS;
      return accepted(
        "a web ACL has a fixed monthly cost, even without requests; the stage limits the rate of requests",
        "associate a web ACL with the stage; a deploy keeps it",
      );
    },
  },
];

function callersText({ settings: { allowIp, denyIp } }: AuditedStack): string {
  const isLimited = allowIp.length > 0 || denyIp.length > 0;
  return `anyone who knows the URL${isLimited ? " and has an allowed IP address" : ""}`;
}

function rateText(rate: number): string {
  return `${rate} ${rate === 1 ? "request" : "requests"} per second`;
}

/** The methods that anyone can call, except OPTIONS and the page's methods, which browsers call without credentials. */
function openMethods({ methods }: ApiFacts, stack: AuditedStack): readonly string[] {
  return Object.entries(methods()).flatMap(([path, verbs]) =>
    Object.entries(verbs)
      .filter(([verb]) => verb !== "OPTIONS" && !isPagePath(path, stack))
      .filter(([, { authorizationType, apiKeyRequired }]) => authorizationType === "NONE" && !apiKeyRequired)
      .map(([verb]) => `${verb} ${path}`),
  );
}

/** Whether a path belongs to a page that the API serves. Such a page requires neither a key nor a signature. */
function isPagePath(path: string, { settings }: AuditedStack): boolean {
  return settings.website === "api" && !path.includes("*") && !/^\/(items(\/|$)|openapi\.json$)/.test(path);
}

/** Returns a reason for each resource that an unconditional Allow opens to everyone, unless it is public by design. */
function openPolicyReasons({ api }: ApiFacts, stack: AuditedStack): readonly string[] {
  const open = allowsIn(api().policy).filter((one) => isForEveryone(one) && one.conditions.length === 0);
  const wide = open.flatMap(({ resources, negated }) => (negated.includes("NotResource") ? ["*"] : resources));
  const excess = wide.filter((resource) => !isPublicByDesign(resource, stack));
  return excess.map((one) => `the policy of the API lets anyone call ${one}`);
}

/** Whether a resource (`.../{stage}/{method}/{path}`) is always public: a preflight or a file of the page. */
function isPublicByDesign(resource: string, stack: AuditedStack): boolean {
  const [, , method = "*", ...path] = resource.slice(resource.lastIndexOf(":") + 1).split("/");
  return method === "OPTIONS" || (method !== "*" && isPagePath(`/${path.join("/")}`, stack));
}

function hasUsagePlan({ api, stage, usagePlans }: ApiFacts): boolean {
  const { id } = api();
  const { stageName } = stage();
  const stages = usagePlans().flatMap(({ apiStages = [] }) => apiStages);
  return stages.some((one) => one.apiId === id && one.stage === stageName);
}
