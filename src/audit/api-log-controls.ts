import { missingStage, updateStageCommand } from "./api-stage-controls.ts";
import { accepted, type Control, failed, failedFor, PASS } from "./control.ts";
import type { ApiFacts } from "./facts.ts";

/** Controls for API Gateway's request logs. */
export const API_LOG_CONTROLS: readonly Control<ApiFacts>[] = [
  {
    id: "CKV_AWS_76",
    rules: ["W69", "W45"],
    title: "The stage writes an access log in JSON",
    severity: "medium",
    evaluate({ stage }, stack) {
      if (stage().stageName === undefined) return missingStage(stack);
      const { destinationArn, format = "" } = stage().accessLogSettings ?? {};
      if (destinationArn === undefined) return failed("the stage writes no access log");
      return format.startsWith("{") ? PASS : failed("the format of the access log is not JSON");
    },
  },
  {
    id: "cloudwatch_log_group_no_secrets_in_logs",
    rules: [],
    title: "The access log contains no credentials or bodies",
    severity: "high",
    evaluate({ stage }) {
      const { format = "" } = stage().accessLogSettings ?? {};
      const secrets = [...new Set(format.match(SECRET_VARIABLES) ?? [])];
      return failedFor(secrets.map((name) => `the format of the access log contains ${name}`));
    },
  },
  {
    id: "CKV_AWS_276",
    rules: [],
    title: "API Gateway does not log the bodies or headers of requests",
    severity: "high",
    evaluate({ stage, api }) {
      const traced = Object.entries(stage().methodSettings ?? {}).filter(
        ([, { dataTraceEnabled }]) => dataTraceEnabled,
      );
      const operations = traced.map(([key]) => `op=replace,path=${patchPath(key)}/logging/dataTrace,value=false`);
      return failedFor(
        traced.map(([key]) => `data tracing is on for ${key === ALL_METHODS ? "all methods" : key}`),
        updateStageCommand(api().id, stage().stageName, operations, "turn off data tracing"),
      );
    },
  },
  {
    id: "APIGateway.1",
    rules: ["CKV2_AWS_4", "apigateway_restapi_logging_enabled"],
    title: "The stage writes execution logs",
    severity: "medium",
    evaluate({ stage }) {
      const level = stage().methodSettings?.[ALL_METHODS]?.loggingLevel ?? "OFF";
      if (level !== "OFF") return PASS;
      return accepted(
        "the access log records every request and any error; API Gateway would write execution logs to a log group that it creates without a retention period",
        "set /*/*/logging/loglevel to ERROR on the stage; a deploy keeps it",
      );
    },
  },
  {
    id: "APIGateway.3",
    rules: ["CKV_AWS_73", "apigateway_restapi_tracing_enabled"],
    title: "The stage has X-Ray tracing",
    severity: "low",
    evaluate({ stage }) {
      if (stage().tracingEnabled) return PASS;
      return accepted(
        "each request has an ID that links the access log to the function's log; X-Ray costs extra",
        "set /tracingEnabled to true on the stage; a deploy keeps it",
      );
    },
  },
];

const ALL_METHODS = "*/*";

/** API Gateway variables that can contain credentials or a body. */
const SECRET_VARIABLES =
  /\$context\.(identity\.apiKey(?!Id)|authorizer|requestOverride|responseOverride)[\w.]*|\$input[\w.]*/g;

/** Converts a key of the method settings to the path of a patch operation: `items/GET` to `/~1items/GET`. */
function patchPath(key: string): string {
  const end = key.lastIndexOf("/");
  const resource = key.slice(0, end);
  return `/${resource === "*" ? "*" : `~1${resource.replaceAll("~", "~0").replaceAll("/", "~1")}`}/${key.slice(end + 1)}`;
}
