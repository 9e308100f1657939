import type { FunctionRecord } from "../store.ts";

/** The version of a function's runtime as INIT_START names it (`nodejs:24.v1`). */
export function runtimeVersion({ runtime }: FunctionRecord): string {
  return `nodejs:${runtime.replace(/^nodejs|\.x$/g, "")}.v1`;
}
