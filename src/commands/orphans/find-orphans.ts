import { ACTIONS } from "../../api/routes.ts";
import type { Cloud } from "../../aws/cloud.ts";
import { versionOf } from "../../aws/ownership.ts";
import { type StackName, stackKey, stackLabel } from "../../aws/stack-name.ts";
import { isNewer } from "../../package/newer-version.ts";
import { readVersion } from "../../package/version.ts";
import {
  type Inventory,
  type ManagedResource,
  type Scope,
  takeInventory,
  type Unreadable,
} from "../../resources/inventory.ts";
import { KIND } from "../../resources/kinds.ts";
import type { Leftover } from "../../resources/leftovers.ts";
import { ACCOUNT_ROLE } from "../../resources/rest-api/account.ts";
import { findSharedRole } from "../../resources/rest-api/account-role.ts";
import { actionsIn, mayHaveKeys } from "../../resources/rest-api/api-tags.ts";
import { findWelcomeGroup } from "../../resources/rest-api/welcome-group.ts";
import { KEPT_TAG } from "../../resources/table/table-tags.ts";
import { isKeyResource } from "../../stack/key-resources.ts";

/** The resources that todo-api created in a region. */
export interface Findings {
  readonly deployed: readonly DeployedStack[];
  /** Tables kept by `destroy --keep-data`; this command never removes them. */
  readonly kept: readonly KeptTable[];
  readonly orphans: readonly OrphanGroup[];
  readonly unreadable: readonly Unreadable[];
  /** Log groups whose owner is unknown; this command never removes them. */
  readonly untagged: readonly Leftover[];
}

interface DeployedStack {
  readonly stack: StackName;
  /** The number of resources in the stack, including recreated log groups, which have no tags. */
  readonly resources: number;
}

interface KeptTable {
  readonly stack: StackName;
  readonly name: string;
  /** The time of the destroy, in ISO 8601. */
  readonly since: string;
}

/** The orphans of one stack, or of the account in this region. */
export interface OrphanGroup {
  /** The label of the stack, or `account`, which is not a valid stack label. */
  readonly label: string;
  readonly stack: StackName | undefined;
  /** The clause after the label, such as "is deployed, but these resources are not part of it". */
  readonly why: string;
  readonly isDeployed: boolean;
  readonly resources: readonly Orphan[];
}

interface Orphan extends Leftover, Partial<Pick<ManagedResource, "action">> {
  /** The orphan in the same group whose removal also removes this one, such as "the role"; the two count as one. */
  readonly removedWith?: string;
}

/** Finds deployed stacks, kept tables and orphans. */
export async function findOrphans(cloud: Cloud, scope: Scope, ownApp: string): Promise<Findings> {
  const inventory = await takeInventory(cloud, scope, ownApp);
  const classified = byStack(inventory.resources).map(([stack, resources]) => classify(stack, resources));
  const orphans = classified.flatMap(({ orphan }) => (orphan.resources.length > 0 ? [orphan] : []));
  const isUnscoped = scope.app === undefined && scope.stage === undefined;
  return {
    deployed: classified.flatMap(({ deployed }) => deployed ?? []),
    kept: classified.flatMap(({ kept }) => kept ?? []),
    orphans: [...orphans, ...(isUnscoped ? await accountOrphans(cloud, inventory, orphans) : [])],
    unreadable: inventory.unreadable,
    untagged: inventory.untagged,
  };
}

function byStack(resources: readonly ManagedResource[]): readonly (readonly [StackName, readonly ManagedResource[]])[] {
  const stacks = new Map<string, readonly [StackName, readonly ManagedResource[]]>();
  for (const resource of resources) {
    const key = stackKey(resource.stack);
    stacks.set(key, [resource.stack, [...(stacks.get(key)?.[1] ?? []), resource]]);
  }
  return [...stacks.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, stack]) => stack);
}

interface Classified {
  readonly deployed?: DeployedStack;
  readonly kept?: KeptTable;
  readonly orphan: OrphanGroup;
}

/**
 * Treats a stack as deployed if its API and table exist and no destroy kept the table. The items are then in use, and a
 * deploy can repair everything else.
 */
function classify(stack: StackName, resources: readonly ManagedResource[]): Classified {
  const [api] = resources.filter(({ kind }) => kind === KIND.restApi);
  const table = resources.find(({ kind }) => kind === KIND.table);
  const since = table?.tags[KEPT_TAG];
  const group = { label: stackLabel(stack), stack };
  if (api && table && since === undefined) {
    const orphaned = resources.filter((resource) => !belongs(resource, api));
    return {
      deployed: { stack, resources: resources.length - orphaned.length },
      orphan: {
        ...group,
        isDeployed: true,
        why: "is deployed, but these resources are not part of it",
        resources: orphaned,
      },
    };
  }
  if (since === undefined || !table)
    return {
      orphan: {
        ...group,
        isDeployed: false,
        why: `is not deployed: ${api ? "its table" : "its REST API"} is missing`,
        resources: markDuplicateApis(resources),
      },
    };
  const others = resources.filter((resource) => resource !== table);
  return {
    kept: { stack, name: table.name, since },
    orphan: {
      ...group,
      isDeployed: false,
      why: "is not deployed: destroy --keep-data kept only its table",
      resources: markDuplicateApis(others),
    },
  };
}

/** Marks the additional REST APIs of a stack that is not deployed, because all its APIs are removed together. */
function markDuplicateApis(resources: readonly ManagedResource[]): readonly Orphan[] {
  const api = resources.find(({ kind }) => kind === KIND.restApi);
  return resources.map((one) =>
    one.kind === KIND.restApi && one !== api ? { ...one, removedWith: "the other API" } : one,
  );
}

/**
 * Whether a resource is part of its deployed stack. The functions that the API's tags name may still be in use, and a
 * newer version of todo-api can have other functions.
 */
function belongs({ kind, name, action }: ManagedResource, api: ManagedResource): boolean {
  if (kind === KIND.restApi) return name === api.name;
  if (isKeyResource(kind)) return mayHaveKeys(api.tags);
  const actions: readonly string[] = [...ACTIONS, ...actionsIn(api.tags)];
  return action === undefined || actions.includes(action) || isNewer(versionOf(api.tags) ?? "", readVersion());
}

/** API Gateway's role for logs and its welcome log group, if every REST API in the region is an orphan. */
async function accountOrphans(
  cloud: Cloud,
  { apis }: Inventory,
  groups: readonly OrphanGroup[],
): Promise<readonly OrphanGroup[]> {
  const orphans = new Set(groups.flatMap(({ resources }) => resources.map(({ name }) => name)));
  if (apis.some(({ id = "" }) => !orphans.has(id))) return [];
  const role = await findSharedRole(cloud);
  if (role?.RoleName === undefined) return [];
  const welcome = await findWelcomeGroup(cloud, role);
  const resources: readonly Orphan[] = [
    { kind: ACCOUNT_ROLE, name: role.RoleName },
    ...(welcome === undefined ? [] : [{ kind: KIND.logGroup, name: welcome, removedWith: "the role" }]),
  ];
  const why = "has an API Gateway account role that no deployed stack or other API uses";
  return [{ label: "account", stack: undefined, why, isDeployed: false, resources }];
}
