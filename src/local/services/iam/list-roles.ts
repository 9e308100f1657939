import type { ListRolesRequest, ListRolesResponse } from "@aws-sdk/client-iam";
import type { Call, Operation, Validated } from "../../operation.ts";
import { pageOf } from "./page.ts";
import { fullRoleOutput } from "./role-output.ts";

export const listRoles = {
  needs({ PathPrefix = "/" }: Validated<ListRolesRequest>, { account }: Call) {
    return [{ action: "iam:ListRoles", resource: `arn:aws:iam::${account}:role${PathPrefix}` }];
  },

  /** ListRoles leaves tags out (IAM/API_ListRoles). */
  run(input: Validated<ListRolesRequest>, { cloud }: Call): ListRolesResponse {
    const roles = Object.values(cloud.iam.data.roles)
      .filter((role) => role.path.startsWith(input.PathPrefix ?? "/"))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    const { items, page } = pageOf(roles, input);
    return { Roles: items.map((role) => fullRoleOutput({ ...role, tags: {} })), ...page };
  },
} satisfies Operation;
