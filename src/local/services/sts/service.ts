import type { Service } from "../service.ts";
import { getCallerIdentity } from "./get-caller-identity.ts";

/** AWS Security Token Service: the identity of the caller. */
export const sts: Service = {
  name: "sts",
  validationError: "ValidationError",
  operations: { GetCallerIdentity: getCallerIdentity },
};
