import { createHash } from "node:crypto";
import type { LocalCloud } from "../../../cloud.ts";
import { ensureLogGroup, findLogGroup } from "../../logs/log-groups.ts";
import { mayWriteLogs } from "../logging-role.ts";
import type { StageRecord } from "../store.ts";
import { VARIABLE } from "../template-variables.ts";
import type { AccessLog } from "./compiled-stage.ts";
import { readVariable } from "./context-variables.ts";

/** Creates a stage's access log. Returns undefined unless the stage sets both a destination and a format. */
export function compileAccessLog(region: string, restApiId: string, stage: StageRecord): AccessLog | undefined {
  const { destinationArn, format } = stage.accessLog;
  if (destinationArn === undefined || format === undefined) return undefined;
  const group = destinationArn.slice(destinationArn.indexOf(":log-group:") + ":log-group:".length);
  const stream = createHash("md5").update(`${restApiId}/${stage.name}`).digest("hex");
  const lineFormat = format.replace(/\r?\n$/, "");
  return {
    write({ cloud, ...facts }) {
      const message = lineFormat.replaceAll(VARIABLE, (text, braced?: string, plain?: string) => {
        const name = braced ?? plain ?? "";
        return name.startsWith("context.") ? readVariable(name, { ...facts, error: facts.response.error }) : text;
      });
      cloud.logStorage.deliver(region, group, () => {
        // As on AWS, a line is silently dropped unless the account's logging role permits API Gateway to write it.
        if (!mayWriteLogs(cloud, region, group) || !ensureGroupIfRealistic(cloud, region, group)) return;
        cloud.logStorage.append(region, group, stream, [{ timestamp: facts.request.receivedAt, message }]);
      });
    },
  };
}

/**
 * Returns whether the log group exists. AWS does not document whether API Gateway recreates a deleted group.
 * With realistic timing, this edge recreates it, because that is the harder case for `todo-api destroy`.
 */
function ensureGroupIfRealistic(cloud: LocalCloud, region: string, group: string): boolean {
  if (cloud.timing.mode === "realistic") ensureLogGroup(cloud, region, group);
  return findLogGroup(cloud, region, group) !== undefined;
}
