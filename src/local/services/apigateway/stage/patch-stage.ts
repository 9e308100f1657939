import type { PatchOperation } from "@aws-sdk/client-api-gateway";
import { notSupported } from "../../../protocol/aws-error.ts";
import { badRequest } from "../errors.ts";
import { requireDeployment } from "../records.ts";
import type { RestApiRecord, StageRecord } from "../store.ts";
import { patchAccessLog } from "./access-log-settings.ts";
import { patchMethodSettings } from "./method-settings.ts";
import { withDeployment } from "./new-stage.ts";

/**
 * Applies one patch operation to a stage
 * (https://docs.aws.amazon.com/apigateway/latest/api/patch-operations.html#UpdateStage-Patch).
 */
export function patchStage(
  api: RestApiRecord,
  stage: StageRecord,
  operation: PatchOperation,
  now: number,
): StageRecord {
  const { op = "", path = "", value } = operation;
  if (op !== "add" && op !== "replace" && op !== "remove")
    throw badRequest("Invalid patch operation specified. Must be one of: [add, remove, replace]");
  if (path === "/deploymentId") {
    requireReplace(op);
    return withDeployment(stage, requireDeployment(api, value ?? "").id, now);
  }
  if (path === "/description") {
    requireReplace(op);
    return { ...stage, description: value };
  }
  if (path.startsWith("/variables/"))
    return { ...stage, variables: patchVariables(stage.variables, op, path.slice("/variables/".length), value) };
  if (path.startsWith("/accessLogSettings"))
    return { ...stage, accessLog: patchAccessLog(stage.accessLog, op, path, value) };
  if (path === "/tracingEnabled") {
    requireReplace(op);
    return { ...stage, tracingEnabled: value === "true" };
  }
  if (Object.hasOwn(SWITCHED_OFF, path)) {
    if (op === "replace" && value === SWITCHED_OFF[path]) return stage;
    throw notSupported(`UpdateStage: ${path}`);
  }
  return { ...stage, methodSettings: patchMethodSettings(stage.methodSettings, op, path, value) };
}

/** Settings for features that the local cloud does not support, with their fixed values. */
const SWITCHED_OFF: Readonly<Record<string, string | undefined>> = {
  "/cacheClusterEnabled": "false",
  "/cacheClusterSize": undefined,
  "/clientCertificateId": undefined,
};

function requireReplace(op: string): void {
  if (op !== "replace") throw badRequest("Invalid patch operation specified. Must be one of: [replace]");
}

function patchVariables(
  variables: StageRecord["variables"],
  op: string,
  name: string,
  value = "",
): StageRecord["variables"] {
  const { [name]: _, ...others } = variables;
  if (op === "remove") return others;
  if (!/^[A-Za-z0-9_]+$/.test(name))
    throw badRequest("Stage variable names can only have alphanumeric characters and _");
  if (!/^[A-Za-z0-9\-._~:/?#&=,]{0,512}$/.test(value))
    throw badRequest("Stage variable values can only have alphanumeric characters and -._~:/?#&=, (at most 512)");
  return { ...others, [name]: value };
}
