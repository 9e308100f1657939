import { API_ACCESS_CONTROLS } from "./api-access-controls.ts";
import { API_LOG_CONTROLS } from "./api-log-controls.ts";
import { API_STAGE_CONTROLS } from "./api-stage-controls.ts";
import { BUCKET_ACCESS_CONTROLS } from "./bucket-access-controls.ts";
import { BUCKET_DATA_CONTROLS } from "./bucket-data-controls.ts";
import type { Control } from "./control.ts";
import { FUNCTION_PERMISSION_CONTROLS } from "./function-permission-controls.ts";
import { FUNCTION_SETTING_CONTROLS } from "./function-setting-controls.ts";
import { LOG_GROUP_CONTROLS } from "./log-group-controls.ts";
import { ROLE_CONTROLS } from "./role-controls.ts";
import { TABLE_CONTROLS } from "./table-controls.ts";

export type ControlInfo = Omit<Control<never>, "evaluate">;

/** All controls, by the kind of resource that they check. */
export const CONTROLS = {
  apis: [...API_ACCESS_CONTROLS, ...API_LOG_CONTROLS, ...API_STAGE_CONTROLS],
  functions: [...FUNCTION_PERMISSION_CONTROLS, ...FUNCTION_SETTING_CONTROLS],
  roles: ROLE_CONTROLS,
  tables: TABLE_CONTROLS,
  logGroups: LOG_GROUP_CONTROLS,
  buckets: [...BUCKET_ACCESS_CONTROLS, ...BUCKET_DATA_CONTROLS],
} as const;

export const ALL_CONTROLS: readonly ControlInfo[] = Object.values(CONTROLS).flat();

/** Maps every rule to its control; several rules can share a control. */
export const CONTROL_BY_RULE: ReadonlyMap<string, ControlInfo> = new Map(
  ALL_CONTROLS.flatMap((control) => [control.id, ...control.rules].map((rule) => [rule, control] as const)),
);
