import type { ServiceName } from "../model/service-model.ts";
import type { Operation } from "./operation.ts";

export interface Service {
  readonly name: ServiceName;
  /** The code of AWS's error for an input that violates the service's model. */
  readonly validationError: string;
  /** Whether AWS's validation errors prefix a body member with the input's name, as in `createRestApiInput.name`. */
  readonly namesInput?: boolean;
  /** Keyed by AWS's operation name, such as `CreateRole`. */
  readonly operations: Readonly<Record<string, Operation>>;
}
