import type { Service } from "../service.ts";
import { assumeRole } from "./assume-role.ts";
import { getCallerIdentity } from "./get-caller-identity.ts";

/** AWS Security Token Service: the identity of the caller, and sessions of roles. */
export const sts: Service = {
  name: "sts",
  validationError: "ValidationError",
  operations: { GetCallerIdentity: getCallerIdentity, AssumeRole: assumeRole },
};
