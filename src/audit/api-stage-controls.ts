import type { Next } from "../errors.ts";
import {
  type AuditedStack,
  accepted,
  type Control,
  type Evaluation,
  failed,
  failedFor,
  notApplicable,
  PASS,
} from "./control.ts";
import type { ApiFacts } from "./facts.ts";
import { secretsIn } from "./secrets-in.ts";

/** Controls for the stage, its deployment, its methods and the connection to its backend. */
export const API_STAGE_CONTROLS: readonly Control<ApiFacts>[] = [
  {
    id: "APIGateway.5",
    rules: ["apigateway_restapi_cache_encrypted"],
    title: "The cache of the stage is encrypted",
    severity: "medium",
    evaluate({ stage, api }) {
      const { cacheClusterEnabled, stageName } = stage();
      const settings = Object.values(stage().methodSettings ?? {});
      const isEncrypted = settings.every((one) => !one.cachingEnabled || one.cacheDataEncrypted);
      if (!cacheClusterEnabled || isEncrypted) return PASS;
      return failed(
        "the stage has a cache that is not encrypted",
        updateStageCommand(
          api().id,
          stageName,
          ["op=replace,path=/cacheClusterEnabled,value=false"],
          "remove the cache",
        ),
      );
    },
  },
  {
    id: "CKV_AWS_120",
    rules: ["CKV_AWS_225"],
    title: "The stage caches responses",
    severity: "low",
    evaluate({ stage }) {
      if (stage().cacheClusterEnabled) return PASS;
      return accepted(
        "after a write, a cache would return stale items",
        "none; the response for one item has an ETag, which clients can use for caching",
      );
    },
  },
  {
    id: "CKV2_AWS_53",
    rules: [],
    title: "API Gateway validates requests with a body",
    severity: "low",
    evaluate({ resources }) {
      const methods = resources().flatMap(({ resourceMethods = {} }) => Object.values(resourceMethods));
      const withBody = methods.filter(({ httpMethod = "" }) => ["POST", "PUT", "PATCH"].includes(httpMethod));
      if (withBody.every(({ requestValidatorId }) => requestValidatorId !== undefined)) return PASS;
      return accepted(
        "the functions validate every field of a body, and their errors name each invalid field",
        "none; an API Gateway validator would reject the same requests with less precise errors",
      );
    },
  },
  {
    id: "CKV_AWS_217",
    rules: ["CKV_AWS_237"],
    title: "A deployment is created before the previous one is deleted",
    severity: "low",
    evaluate({ stage }, stack) {
      return stage().deploymentId === undefined ? missingStage(stack) : PASS;
    },
  },
  {
    id: "apigateway_restapi_no_secrets_in_stage_variables",
    rules: [],
    title: "The variables of the stage contain no secrets",
    severity: "high",
    evaluate: ({ stage }) =>
      failedFor(secretsIn(stage().variables).map((name) => `the variable ${name} looks like a secret`)),
  },
  {
    id: "APIGateway.2",
    rules: ["CKV2_AWS_51", "apigateway_restapi_client_certificate_enabled"],
    title: "The stage presents a client certificate to its backend",
    severity: "low",
    evaluate({ stage, resources }) {
      if (stage().clientCertificateId !== undefined) return PASS;
      const methods = resources().flatMap(({ resourceMethods = {} }) => Object.values(resourceMethods));
      if (methods.some(({ methodIntegration }) => methodIntegration?.type?.startsWith("HTTP")))
        return failed("a method has an HTTP backend, to which the stage presents no client certificate");
      return notApplicable("no method has an HTTP backend; API Gateway invokes functions with signed requests");
    },
  },
  {
    id: "APIGateway.9",
    rules: [],
    title: "Stages of HTTP and WebSocket APIs write access logs",
    severity: "medium",
    evaluate: ({ api }) => notApplicable(`the API ${api().name} is a REST API`),
  },
];

/** The failure for an API without a stage, which an interrupted deploy can leave. A stage always has a deployment. */
export function missingStage({ name }: AuditedStack): Evaluation {
  return failed(`the API has no stage ${name.stage}`);
}

/** Returns a hint with the AWS CLI command that changes a stage. */
export function updateStageCommand(
  apiId: string | undefined,
  stageName: string | undefined,
  operations: readonly string[],
  comment: string,
): Next {
  const quoted = operations.map((one) => `'${one}'`).join(" ");
  return {
    command: `aws apigateway update-stage --rest-api-id ${apiId} --stage-name ${stageName} --patch-operations ${quoted}`,
    comment,
  };
}
