import type { ServiceName } from "../model/service-model.ts";
import type { Operation } from "./operation.ts";

/**
 * One AWS service of the local cloud: its operations by AWS's names, and the code of AWS's error for an input that
 * violates the service's model.
 */
export interface Service {
  readonly name: ServiceName;
  readonly validationError: string;
  /** Whether AWS's error for a body member has the input's name in its path, as in `createRestApiInput.name`. */
  readonly namesInput?: boolean;
  readonly operations: Readonly<Record<string, Operation>>;
}
