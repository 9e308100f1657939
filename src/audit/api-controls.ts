import type { MethodSetting, Stage } from "@aws-sdk/client-api-gateway";
import { type AuditedStack, accepted, type Control, failed, failedFor, notApplicable, PASS } from "./control.ts";
import type { ApiFacts } from "./facts.ts";
import { allowsIn, isForEveryone } from "./statements.ts";

/** The controls of the REST API and its stage. */
export const API_CONTROLS: readonly Control<ApiFacts>[] = [
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
    judge(facts, stack) {
      const open = openMethods(facts, stack);
      if (stack.settings.auth !== "none")
        return failedFor([
          ...open.map((method) => `anyone can call ${method}`),
          // A policy that allows everyone replaces a signature, but not a key.
          ...(stack.settings.auth === "iam" ? openPolicy(facts, stack) : []),
        ]);
      if (open.length === 0) return PASS;
      return accepted("the stack has the setting --auth none: anyone who knows the URL can read and change the items", {
        command: "todo-api deploy --auth iam",
        comment: "require signed requests",
      });
    },
  },
  {
    id: "CKV_AWS_76",
    rules: ["W69", "W45"],
    title: "The stage writes an access log in JSON",
    severity: "medium",
    judge({ stage }) {
      const { destinationArn, format = "" } = stage().accessLogSettings ?? {};
      if (destinationArn === undefined) return failed("the stage writes no access log");
      return format.startsWith("{") ? PASS : failed("the format of the access log is not JSON");
    },
  },
  {
    id: "cloudwatch_log_group_no_secrets_in_logs",
    rules: [],
    title: "The access log contains no credentials and no bodies",
    severity: "high",
    judge({ stage }) {
      const { format = "" } = stage().accessLogSettings ?? {};
      const secrets = [...new Set(format.match(SECRET_VARIABLES) ?? [])];
      return failedFor(secrets.map((name) => `the access log contains ${name}`));
    },
  },
  {
    id: "CKV_AWS_276",
    rules: [],
    title: "API Gateway does not log the bodies and headers of requests",
    severity: "high",
    judge({ stage, api }) {
      const traced = methodSettings(stage()).filter(([, { dataTraceEnabled }]) => dataTraceEnabled);
      const operations = traced.map(([key]) => `op=replace,path=${patchPath(key)}/logging/dataTrace,value=false`);
      return failedFor(
        traced.map(([key]) => `data tracing is on for ${key === ALL_METHODS ? "all methods" : key}`),
        updateStage(api().id, stage().stageName, operations, "stop logging bodies"),
      );
    },
  },
  {
    id: "APIGateway.1",
    rules: ["CKV2_AWS_4", "apigateway_restapi_logging_enabled"],
    title: "The stage writes execution logs",
    severity: "medium",
    judge({ stage }) {
      const level = stage().methodSettings?.[ALL_METHODS]?.loggingLevel ?? "OFF";
      if (level !== "OFF") return PASS;
      return accepted(
        "the access log has every request with its errors; execution logs go to a group without retention that API Gateway creates",
        "set /*/*/logging/loglevel of the stage to ERROR; a deploy keeps it",
      );
    },
  },
  {
    id: "APIGateway.5",
    rules: ["apigateway_restapi_cache_encrypted"],
    title: "The cache of the stage is encrypted",
    severity: "medium",
    judge({ stage, api }) {
      const { cacheClusterEnabled, stageName } = stage();
      const isEncrypted = methodSettings(stage()).every(([, one]) => !one.cachingEnabled || one.cacheDataEncrypted);
      if (!cacheClusterEnabled || isEncrypted) return PASS;
      return failed(
        "the stage has a cache that is not encrypted",
        updateStage(api().id, stageName, ["op=replace,path=/cacheClusterEnabled,value=false"], "remove the cache"),
      );
    },
  },
  {
    id: "CKV2_AWS_53",
    rules: [],
    title: "API Gateway validates requests with a body",
    severity: "low",
    judge({ resources }) {
      const methods = resources().flatMap(({ resourceMethods = {} }) => Object.values(resourceMethods));
      const withBody = methods.filter(({ httpMethod = "" }) => ["POST", "PUT", "PATCH"].includes(httpMethod));
      if (withBody.every(({ requestValidatorId }) => requestValidatorId !== undefined)) return PASS;
      return accepted(
        "the functions validate every field of a body, and their errors name each invalid field",
        "none; a validator of API Gateway would reject the same requests with less precise errors",
      );
    },
  },
  {
    id: "W62",
    rules: ["CKV_AWS_206"],
    title: "The endpoint requires TLS 1.2 or later",
    severity: "medium",
    judge({ api }) {
      const { securityPolicy = "TLS_1_0" } = api();
      if (securityPolicy !== "TLS_1_0") return PASS;
      return accepted(
        "the API keeps API Gateway's default security policy; current clients negotiate TLS 1.2 or 1.3",
        "set /securityPolicy and /endpointAccessMode of the API; a custom domain has a policy of its own",
      );
    },
  },
  {
    id: "W64",
    rules: ["W68"],
    title: "The stage belongs to a usage plan",
    severity: "low",
    judge: (facts, stack) =>
      usesApiKeys(facts)
        ? PASS
        : accepted(
            `usage plans limit the holders of API keys; this stage limits all callers together to ${stack.settings.throttle.rate} requests per second`,
            { command: "todo-api deploy --throttle 10/20", comment: "another limit" },
          ),
  },
  {
    id: "CKV_AWS_217",
    rules: ["CKV_AWS_237"],
    title: "A deployment is created before the previous one is deleted",
    severity: "low",
    judge({ stage }) {
      return stage().deploymentId === undefined ? failed("the stage serves no deployment") : PASS;
    },
  },
  {
    id: "APIGateway.3",
    rules: ["CKV_AWS_73", "apigateway_restapi_tracing_enabled"],
    title: "The stage has X-Ray tracing",
    severity: "low",
    judge({ stage }) {
      if (stage().tracingEnabled) return PASS;
      return accepted(
        "each request has an ID that connects the access log with the function's log; X-Ray costs more",
        "set /tracingEnabled of the stage to true; a deploy keeps it",
      );
    },
  },
  {
    id: "APIGateway.2",
    rules: ["CKV2_AWS_51", "apigateway_restapi_client_certificate_enabled"],
    title: "The stage presents a client certificate to its backend",
    severity: "low",
    judge({ stage }) {
      if (stage().clientCertificateId !== undefined) return PASS;
      return notApplicable("API Gateway invokes functions with a signed request; certificates are for HTTP backends");
    },
  },
  {
    id: "APIGateway.4",
    rules: ["CKV2_AWS_29", "CKV2_AWS_77", "apigateway_restapi_waf_acl_attached"],
    title: "The stage is associated with a WAF web ACL",
    severity: "medium",
    judge({ stage }) {
      if (stage().webAclArn !== undefined) return PASS;
      return notApplicable("a web ACL is not part of the stack; associate one with the stage, and a deploy keeps it");
    },
  },
  {
    id: "CKV_AWS_120",
    rules: ["CKV_AWS_225"],
    title: "The stage caches responses",
    severity: "low",
    judge: () => notApplicable("items change with every write: a cache would return old ones"),
  },
  {
    id: "APIGateway.9",
    rules: [],
    title: "Stages of HTTP and WebSocket APIs write access logs",
    severity: "medium",
    judge: () => notApplicable("the stack has a REST API"),
  },
];

const ALL_METHODS = "*/*";

/** Variables of API Gateway that can contain a secret, or data of a request. */
const SECRET_VARIABLES =
  /\$context\.(identity\.apiKey(?!Id)|authorizer|requestOverride|responseOverride)[\w.]*|\$input[\w.]*/g;

/** Methods that anyone can call, but for the page. Browsers send the preflights (OPTIONS) without credentials. */
function openMethods({ methods }: ApiFacts, stack: AuditedStack): readonly string[] {
  return Object.entries(methods()).flatMap(([path, verbs]) =>
    Object.entries(verbs)
      .filter(([verb]) => verb !== "OPTIONS" && !isOfPage(path, stack))
      .filter(([, { authorizationType, apiKeyRequired }]) => authorizationType === "NONE" && !apiKeyRequired)
      .map(([verb]) => `${verb} ${path}`),
  );
}

/** Whether a path is a file of the page, which the API serves to everyone, whoever may use the items. */
function isOfPage(path: string, { settings }: AuditedStack): boolean {
  return settings.website === "api" && !path.includes("*") && !/^\/(items(\/|$)|openapi\.json$)/.test(path);
}

/** What the resource policy allows to everyone, without a condition. */
function openPolicy({ api }: ApiFacts, stack: AuditedStack): readonly string[] {
  const open = allowsIn(api().policy).filter((one) => isForEveryone(one) && one.conditions.length === 0);
  const wide = open.flatMap(({ resources, negated }) => (negated.includes("NotResource") ? ["*"] : resources));
  return wide.filter((resource) => !isForAnyone(resource, stack)).map((one) => `the policy of the API opens ${one}`);
}

/** `.../{stage}/{method}/{path}`: a preflight, or a file of the page. */
function isForAnyone(resource: string, stack: AuditedStack): boolean {
  const [, , method = "*", ...path] = resource.slice(resource.lastIndexOf(":") + 1).split("/");
  return method === "OPTIONS" || (method !== "*" && isOfPage(`/${path.join("/")}`, stack));
}

function usesApiKeys({ methods }: ApiFacts): boolean {
  return Object.values(methods()).some((verbs) => Object.values(verbs).some(({ apiKeyRequired }) => apiKeyRequired));
}

function methodSettings({ methodSettings: settings = {} }: Stage): readonly (readonly [string, MethodSetting])[] {
  return Object.entries(settings);
}

/** `items/GET` as a path of a patch operation: `/~1items/GET`. */
function patchPath(key: string): string {
  const end = key.lastIndexOf("/");
  const resource = key.slice(0, end);
  return `/${resource === "*" ? "*" : `~1${resource.replaceAll("~", "~0").replaceAll("/", "~1")}`}/${key.slice(end + 1)}`;
}

function updateStage(
  apiId: string | undefined,
  stage: string | undefined,
  operations: readonly string[],
  comment: string,
) {
  const quoted = operations.map((one) => `'${one}'`).join(" ");
  return {
    command: `aws apigateway update-stage --rest-api-id ${apiId} --stage-name ${stage} --patch-operations ${quoted}`,
    comment,
  };
}
