import { notSupported } from "../../../protocol/aws-error.ts";
import type { Call } from "../../operation.ts";
import { badRequest } from "../errors.ts";
import { regionRecord } from "../records.ts";
import type { AccessLogSettings } from "../store.ts";

/** Applies a patch operation whose path begins with `/accessLogSettings`. */
export function patchAccessLog(
  settings: AccessLogSettings,
  op: string,
  path: string,
  value: string | undefined,
): AccessLogSettings {
  if (op === "remove" && path === "/accessLogSettings") return {};
  if (op === "remove")
    throw badRequest(
      `Cannot remove method setting ${path.slice(1)} because there is no method setting for this method `,
    );
  const name = path.slice("/accessLogSettings/".length);
  if (name !== "destinationArn" && name !== "format")
    throw badRequest(
      "Invalid accessLogSettings path. Must be one of : [/accessLogSettings/destinationArn, /accessLogSettings/format]",
    );
  if (value === undefined || value === "") throw badRequest("Access Log value must not be empty");
  return { ...settings, [name]: value };
}

/**
 * Rejects invalid access log settings. Checks them in API Gateway's order: the ARN, the account's logging role, the
 * format. The log group need not exist.
 */
export function checkAccessLog(call: Call, { destinationArn, format }: AccessLogSettings): void {
  const group = destinationArn === undefined ? undefined : logGroupOf(call, destinationArn);
  if (group !== undefined && !regionRecord(call.cloud, call.region).cloudwatchRoleArn)
    throw badRequest("CloudWatch Logs role ARN must be set in account settings to enable logging");
  if (format !== undefined) checkFormat(format);
}

/** Returns the log group's name from its ARN. Unlike `arn` in DescribeLogGroups, the ARN must not end in `:*`. */
function logGroupOf(call: Call, arn: string): string {
  if (!arn.startsWith("arn:"))
    throw badRequest(`Invalid ARN specified in the request. ARNs must start with 'arn:': ${arn}`);
  if (arn.startsWith("arn:aws:firehose:")) throw notSupported("UpdateStage: access logging to Firehose");
  const prefix = `arn:aws:logs:${call.region}:${call.account}:log-group:`;
  const group = arn.startsWith(prefix) ? arn.slice(prefix.length) : "";
  if (!/^[A-Za-z0-9_\-.#/]{1,512}$/.test(group))
    throw badRequest(
      "Invalid ARN specified in the request. The ARN must be a valid CloudWatch Logs log group or Kinesis Data Firehose delivery stream ARN.",
    );
  return group;
}

function checkFormat(format: string): void {
  if (/[\r\n]/.test(format.replace(/\r?\n$/, "")))
    throw badRequest(
      `Access Log format must be single line, new line character is allowed only at end of the format: '${format}'`,
    );
  if (
    !/\$(\{context\.(requestId|extendedRequestId)\}|context\.(requestId|extendedRequestId)(?![A-Za-z0-9_.]))/.test(
      format,
    )
  )
    throw badRequest(
      `Access Log format must include either $context.requestId or $context.extendedRequestId : '${format}'`,
    );
}
