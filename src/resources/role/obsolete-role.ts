import { isDenial } from "../../aws/denial.ts";
import { isForeign } from "../../engine/foreign-resource.ts";
import type { Resource, StandaloneResource } from "../../engine/resource.ts";
import type { RoleState } from "./role.ts";

export interface ObsoleteRoleState {
  readonly exists: boolean;
}

export interface ObsoleteRoleInput {
  readonly id: string;
  readonly role: StandaloneResource<RoleState>;
  /** The ARN of the role that replaces it. */
  readonly replacement: string;
  /** Whether the stack used the role until now: then it must be readable. */
  readonly wasInUse: boolean;
  /** The function, which uses the replacement before the role is removed. */
  readonly needs: readonly Resource[];
}

/** The role that an earlier deploy created for a function that now has an existing one. */
export function obsoleteRole({
  id,
  role,
  replacement,
  wasInUse,
  needs,
}: ObsoleteRoleInput): Resource<ObsoleteRoleState> {
  return {
    id,
    kind: role.kind,
    name: role.name,
    needs,
    isObsolete: true,
    read: async () => ({ exists: await exists() }),
    create: async () => ({ exists: false }),
    diff: (state) => (state.exists ? [{ field: "role", from: role.name, to: replacement }] : []),
    matchesLastDeploy: () => false,
    async update() {
      await role.remove();
    },
  };

  /** Who may create no roles may often read none, and had none created. */
  async function exists(): Promise<boolean> {
    try {
      return (await role.read()) !== undefined;
    } catch (error) {
      if (isForeign(error) || (isDenial(error) && !wasInUse)) return false;
      throw error;
    }
  }
}
