import { isDenial } from "../aws/denial.ts";
import { isForeign } from "../engine/foreign-resource.ts";
import type { Change, Resource, StandaloneResource } from "../engine/resource.ts";

/** The state of a resource that the stack no longer has. */
export interface ObsoleteState {
  readonly exists: boolean;
}

interface ObsoleteInput {
  readonly id: string;
  readonly resource: StandaloneResource<unknown>;
  /** The changed setting that makes the resource obsolete. */
  readonly change: Change;
  /** Whether the last deploy used the resource. If so, the credentials must be able to read it. */
  readonly wasInUse: boolean;
  readonly needs: readonly Resource[];
  readonly updateAfter?: readonly Resource[];
  exists(): Promise<boolean>;
}

/** A resource that an earlier deploy created and that the stack no longer has. */
export function obsoleteResource({ resource, change, wasInUse, ...input }: ObsoleteInput): Resource<ObsoleteState> {
  return {
    id: input.id,
    kind: resource.kind,
    name: resource.name,
    needs: input.needs,
    updateAfter: input.updateAfter ?? [],
    isObsolete: true,
    read: async () => ({ exists: await exists() }),
    create: async () => ({ exists: false }),
    diff: (state) => (state.exists ? [change] : []),
    matchesLastDeploy: () => false,
    async update() {
      await resource.remove();
    },
  };

  /**
   * If these credentials cannot read the resource, it is assumed to be absent, because they probably could not have
   * created it. But if the last deploy used it, the denial is thrown.
   */
  async function exists(): Promise<boolean> {
    try {
      return await input.exists();
    } catch (error) {
      if (isForeign(error) || (isDenial(error) && !wasInUse)) return false;
      throw error;
    }
  }
}
