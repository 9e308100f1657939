import type { UsagePlanRecord } from "../store.ts";

/** The API key of a request, and the usage plan that admits it to the stage. */
export interface AdmittedKey {
  readonly id: string;
  readonly value: string;
  readonly plan: UsagePlanRecord;
}
