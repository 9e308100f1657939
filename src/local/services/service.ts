import type { ServiceName } from "../model/service-model.ts";
import type { Operation } from "./operation.ts";

export interface Service {
  readonly name: ServiceName;
  /** The code of AWS's error for an input that violates the service's model. */
  readonly validationError: string;
  /** Whether AWS's error for a body member has the input's name in its path, as in `createRestApiInput.name`. */
  readonly namesInput?: boolean;
  /** The operations, by AWS's names. */
  readonly operations: Readonly<Record<string, Operation>>;
}
