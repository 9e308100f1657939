import { API_CONTROLS } from "./api-controls.ts";
import { BUCKET_CONTROLS } from "./bucket-controls.ts";
import type { Control } from "./control.ts";
import { FUNCTION_CONTROLS } from "./function-controls.ts";
import { LOG_GROUP_CONTROLS } from "./log-group-controls.ts";
import { ROLE_CONTROLS } from "./role-controls.ts";
import { TABLE_CONTROLS } from "./table-controls.ts";

/** A control without its judgement: what a report shows of it. */
export type ControlInfo = Omit<Control<never>, "judge">;

/** THE list of all controls, by the kind of resource that they judge. */
export const CONTROLS = {
  apis: API_CONTROLS,
  functions: FUNCTION_CONTROLS,
  roles: ROLE_CONTROLS,
  tables: TABLE_CONTROLS,
  logGroups: LOG_GROUP_CONTROLS,
  buckets: BUCKET_CONTROLS,
} as const;

/** All controls, in the order of the list. */
export const ALL_CONTROLS: readonly ControlInfo[] = Object.values(CONTROLS).flat();

/** Every rule that is judged, with its control: also rules that share one. */
export const CONTROL_BY_RULE: ReadonlyMap<string, ControlInfo> = new Map(
  ALL_CONTROLS.flatMap((control) => [control.id, ...control.rules].map((rule) => [rule, control] as const)),
);
