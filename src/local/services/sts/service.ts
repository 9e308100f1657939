import type { Service } from "../service.ts";
import { getCallerIdentity } from "./get-caller-identity.ts";

/** AWS Security Token Service: who is calling. */
export const sts: Service = {
  name: "sts",
  validationError: "ValidationError",
  operations: { GetCallerIdentity: getCallerIdentity },
};
