import { createHash } from "node:crypto";
import type { LocalCloud } from "../../../cloud.ts";
import { ensureLogGroup } from "../../logs/ensure-log-group.ts";
import { findLogGroup } from "../../logs/log-groups.ts";
import { mayWriteLogs } from "../logging-role.ts";
import type { StageRecord } from "../store.ts";
import { VARIABLE } from "../template-variables.ts";
import type { AccessLog } from "./compiled-stage.ts";
import { readVariable } from "./context-variables.ts";

/** The access log of a stage, if it has one. Where the role may not write, lines are lost without a word, as at AWS. */
export function compileAccessLog(region: string, restApiId: string, stage: StageRecord): AccessLog | undefined {
  const { destinationArn, format } = stage.accessLog;
  if (destinationArn === undefined || format === undefined) return undefined;
  const group = destinationArn.slice(destinationArn.indexOf(":log-group:") + ":log-group:".length);
  const stream = createHash("md5").update(`${restApiId}/${stage.name}`).digest("hex");
  const line = format.replace(/\r?\n$/, "");
  return {
    write({ cloud, ...facts }) {
      const message = line.replaceAll(VARIABLE, (text, braced?: string, plain?: string) => {
        const name = braced ?? plain ?? "";
        return name.startsWith("context.") ? readVariable(name, { ...facts, error: facts.answer.error }) : text;
      });
      cloud.logStorage.deliver(region, group, () => {
        if (!mayWriteLogs(cloud, region, group) || !isThere(cloud, region, group)) return;
        cloud.logStorage.append(region, group, stream, [{ timestamp: facts.request.receivedAt, message }]);
      });
    },
  };
}

/** Whether API Gateway makes a log group again that it misses is not documented; its role may. The realistic timing has the harder answer. */
function isThere(cloud: LocalCloud, region: string, group: string): boolean {
  if (cloud.pace.timing === "realistic") ensureLogGroup(cloud, region, group);
  return findLogGroup(cloud, region, group) !== undefined;
}
