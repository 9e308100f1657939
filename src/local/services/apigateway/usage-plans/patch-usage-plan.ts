import type { PatchOperation } from "@aws-sdk/client-api-gateway";
import { notSupported } from "../../../protocol/aws-error.ts";
import type { Call } from "../../operation.ts";
import { badRequest } from "../errors.ts";
import type { PlanQuota, UsagePlanRecord } from "../store.ts";
import { patchStages } from "./attached-stages.ts";
import { checkQuota, checkThrottle } from "./plan-limits.ts";

/**
 * Applies one patch operation to a usage plan
 * (https://docs.aws.amazon.com/apigateway/latest/api/patch-operations.html#UpdateUsagePlan-Patch).
 */
export function patchUsagePlan(call: Call, plan: UsagePlanRecord, operation: PatchOperation): UsagePlanRecord {
  const { op, path = "", value = "" } = operation;
  if (op !== "add" && op !== "replace" && op !== "remove")
    throw badRequest("Invalid patch operation specified. Must be one of: [add, remove, replace]");
  if (/^\/apiStages\/[^/]+\/throttle/.test(path)) throw notSupported("UpdateUsagePlan: method-level throttling");
  if (path === "/apiStages" && op !== "replace") return patchStages(call, plan, op, value);
  if (op === "remove") return withoutMember(plan, path);
  if (path === "/name") {
    if (value === "") throw badRequest("Usage Plan name cannot be an empty string");
    return { ...plan, name: value };
  }
  if (path === "/description") return { ...plan, description: value };
  if (path === "/productCode") return { ...plan, productCode: value };
  const [, group = "", field = ""] = path.split("/");
  if (group === "throttle" && (field === "rateLimit" || field === "burstLimit"))
    return { ...plan, throttle: checkThrottle({ ...plan.throttle, [field]: parseNumber(value) }) };
  if (group === "quota" && (field === "limit" || field === "offset"))
    return { ...plan, quota: checkPartialQuota({ ...plan.quota, [field]: parseNumber(value) }) };
  if (group === "quota" && field === "period")
    return { ...plan, quota: checkPartialQuota({ ...plan.quota, period: parsePeriod(value) }) };
  throw invalidPath(operation, PATHS);
}

const PATHS = [
  "/name",
  "/description",
  "/productCode",
  "/quota/limit",
  "/quota/offset",
  "/quota/period",
  "/throttle/rateLimit",
  "/throttle/burstLimit",
];

/** The paths in AWS's message, including its misspelling: https://github.com/boto/boto3/issues/2629 */
const REMOVABLE = [
  "/apiStages",
  "/quota",
  "/throttle",
  "/productCode",
  "/apiStages/<apidId:stageName>/throttle/<resourcePath>/<httpMethod>",
  "/apiStages/<apidId:stageName>/throttle",
];

function withoutMember(plan: UsagePlanRecord, path: string): UsagePlanRecord {
  if (path === "/quota") return { ...plan, quota: undefined };
  if (path === "/throttle") return { ...plan, throttle: undefined };
  if (path === "/productCode") return { ...plan, productCode: undefined };
  throw invalidPath({ op: "remove", path }, REMOVABLE);
}

function invalidPath({ op, path }: PatchOperation, paths: readonly string[]) {
  return badRequest(`Invalid patch path  '${path}' specified for op '${op}'. Must be one of: [${paths.join(", ")}]`);
}

/**
 * Checks a quota whose limit or period can be missing, because separate patch operations set them. A placeholder
 * replaces a missing value.
 */
function checkPartialQuota(quota: Partial<PlanQuota>): PlanQuota {
  return checkQuota({ limit: 1, period: "DAY", ...quota });
}

function parseNumber(value: string): number {
  const number = Number(value);
  if (value.trim() === "" || !Number.isFinite(number)) throw badRequest(`Invalid number specified: ${value}`);
  return number;
}

function parsePeriod(value: string): PlanQuota["period"] {
  if (value !== "DAY" && value !== "WEEK" && value !== "MONTH")
    throw badRequest("Usage Plan quota period must be DAY, WEEK or MONTH");
  return value;
}
