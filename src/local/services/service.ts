import type { ServiceName } from "../model/service-model.ts";
import type { Operation } from "./operation.ts";

/**
 * One AWS service of the local cloud: its operations by AWS's names, and the code of AWS's error for an input that
 * violates the service's model.
 */
export interface Service {
  readonly name: ServiceName;
  readonly validationError: string;
  /** Whether AWS's error starts the path of an invalid body member with the input's name: `createRestApiInput.name`. */
  readonly namesInput?: boolean;
  readonly operations: Readonly<Record<string, Operation>>;
}
