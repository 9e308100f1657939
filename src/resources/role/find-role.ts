import { GetRoleCommand, type Role } from "@aws-sdk/client-iam";
import type { Cloud } from "../../aws/cloud.ts";
import { undefinedOn } from "../../aws/undefined-on.ts";

/** Reads a role; returns undefined if it does not exist. */
export async function findRole({ iam }: Cloud, RoleName: string): Promise<Role | undefined> {
  return (await undefinedOn(iam.send(new GetRoleCommand({ RoleName })), "NoSuchEntityException"))?.Role;
}
