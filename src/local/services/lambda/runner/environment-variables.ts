import type { LocalCloud } from "../../../cloud.ts";
import { issueSession } from "../../iam/credentials.ts";
import type { FunctionRecord } from "../store.ts";

/**
 * The environment variables of a new execution environment: the variables that Lambda sets
 * (https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html) and the function's own, but no variables of
 * this process.
 */
export function environmentVariables(
  cloud: LocalCloud,
  region: string,
  record: FunctionRecord,
  { taskRoot, logStream }: { readonly taskRoot: string; readonly logStream: string },
): Readonly<Record<string, string>> {
  const session = issueSession(cloud, record.role, record.name);
  return {
    LANG: "en_US.UTF-8",
    PATH: "/var/lang/bin:/usr/local/bin:/usr/bin/:/bin:/opt/bin",
    TZ: "UTC",
    ...record.variables,
    ...loggingVariables(record),
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ENDPOINT_URL: cloud.endpoint,
    AWS_EXECUTION_ENV: `AWS_Lambda_${record.runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: record.name,
    AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(record.memoryMegabytes),
    AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
    AWS_LAMBDA_LOG_GROUP_NAME: record.logging.group,
    AWS_LAMBDA_LOG_STREAM_NAME: logStream,
    AWS_ACCESS_KEY_ID: session.accessKeyId,
    AWS_SECRET_ACCESS_KEY: session.secretAccessKey,
    AWS_SESSION_TOKEN: session.sessionToken,
    LAMBDA_TASK_ROOT: taskRoot,
    _HANDLER: record.handler,
  };
}

function loggingVariables({ logging }: FunctionRecord): Readonly<Record<string, string>> {
  if (logging.format === "Text") return {};
  return { AWS_LAMBDA_LOG_FORMAT: "JSON", AWS_LAMBDA_LOG_LEVEL: logging.applicationLevel ?? "INFO" };
}
