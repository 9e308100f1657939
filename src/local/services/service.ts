import type { ServiceName } from "../model/service-model.ts";
import type { Operation } from "./operation.ts";

/**
 * One AWS service of the local cloud: its operations by AWS's names, and the code of AWS's error for a malformed
 * parameter.
 */
export interface Service {
  readonly name: ServiceName;
  readonly validationError: string;
  /** Whether AWS starts the path of a violated constraint at the input: `createRestApiInput.name`. */
  readonly namesInput?: boolean;
  readonly operations: Readonly<Record<string, Operation>>;
}
