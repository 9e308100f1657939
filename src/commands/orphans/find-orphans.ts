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
import type { Leftover } from "../../resources/leftovers.ts";
import { ACCOUNT_ROLE } from "../../resources/rest-api/account.ts";
import { findSharedRole } from "../../resources/rest-api/account-role.ts";
import { actionsIn } from "../../resources/rest-api/actions-tag.ts";
import { hasKeys } from "../../resources/rest-api/keys-tag.ts";
import { findWelcomeGroup } from "../../resources/rest-api/welcome-group.ts";
import { KEPT_TAG } from "../../resources/table/table-tags.ts";
import { isOfKeys } from "../../stack/key-resources.ts";

/** The resources of todo-api in a region. */
export interface Findings {
  /** Deployed stacks. */
  readonly deployed: readonly DeployedStack[];
  /** Tables kept by `destroy --keep-data`: never removed by this command. */
  readonly kept: readonly KeptTable[];
  readonly orphans: readonly OrphanGroup[];
  readonly unreadable: readonly Unreadable[];
  /** Log groups of unknown owner: never removed by this command. */
  readonly untagged: readonly Leftover[];
}

export interface DeployedStack {
  readonly stack: StackName;
  /** The number of resources that carry its tags and belong to it. */
  readonly resources: number;
}

export interface KeptTable {
  readonly stack: StackName;
  readonly name: string;
  /** ISO time. */
  readonly since: string;
}

/** The orphans of one stack, or of the settings of the account. */
export interface OrphanGroup {
  /** The label of the stack, or `account`, which no stack can have. */
  readonly label: string;
  readonly stack: StackName | undefined;
  /** Completes the label: "is deployed, but these resources are not part of it". */
  readonly why: string;
  readonly isDeployed: boolean;
  readonly things: readonly (Leftover & Partial<Pick<ManagedResource, "action">>)[];
}

/** Finds orphans, and the resources that are not. Makes no changes. */
export async function findOrphans(cloud: Cloud, scope: Scope, ownApp: string): Promise<Findings> {
  const inventory = await takeInventory(cloud, scope, ownApp);
  const judged = byStack(inventory.resources).map(([stack, things]) => judge(stack, things));
  const orphans = judged.flatMap(({ orphan }) => (orphan.things.length > 0 ? [orphan] : []));
  const isEverything = scope.app === undefined && scope.stage === undefined;
  return {
    deployed: judged.flatMap(({ deployed }) => deployed ?? []),
    kept: judged.flatMap(({ kept }) => kept ?? []),
    orphans: [...orphans, ...(isEverything ? await accountOrphans(cloud, inventory, orphans) : [])],
    unreadable: inventory.unreadable,
    untagged: inventory.untagged,
  };
}

function byStack(things: readonly ManagedResource[]): readonly (readonly [StackName, readonly ManagedResource[]])[] {
  const stacks = new Map<string, readonly [StackName, readonly ManagedResource[]]>();
  for (const thing of things) {
    const key = stackKey(thing.stack);
    stacks.set(key, [thing.stack, [...(stacks.get(key)?.[1] ?? []), thing]]);
  }
  return [...stacks.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, stack]) => stack);
}

interface Judged {
  readonly deployed?: DeployedStack;
  readonly kept?: KeptTable;
  readonly orphan: OrphanGroup;
}

/** A stack is deployed if its API and table exist: `deploy` repairs the rest, and its items are in use. */
function judge(stack: StackName, things: readonly ManagedResource[]): Judged {
  const [api] = things.filter(({ kind }) => kind === "REST API");
  const table = things.find(({ kind }) => kind === "DynamoDB table");
  const since = table?.tags[KEPT_TAG];
  const group = { label: stackLabel(stack), stack };
  if (api && table && since === undefined) {
    const orphaned = things.filter((thing) => !belongs(thing, api));
    return {
      deployed: { stack, resources: things.length - orphaned.length },
      orphan: {
        ...group,
        isDeployed: true,
        why: "is deployed, but these resources are not part of it",
        things: orphaned,
      },
    };
  }
  if (since === undefined || !table)
    return {
      orphan: {
        ...group,
        isDeployed: false,
        why: `is not deployed: ${api ? "its table" : "its REST API"} is missing`,
        things,
      },
    };
  const rest = things.filter((thing) => thing !== table);
  return {
    kept: { stack, name: table.name, since },
    orphan: { ...group, isDeployed: false, why: "is not deployed: only its table was kept", things: rest },
  };
}

/**
 * Whether a resource is part of its deployed stack. Functions in the API's tag may still be in use, and a newer version
 * of todo-api may have more.
 */
function belongs({ kind, name, action }: ManagedResource, api: ManagedResource): boolean {
  if (kind === "REST API") return name === api.name;
  if (isOfKeys(kind)) return hasKeys(api.tags);
  const actions: readonly string[] = [...ACTIONS, ...actionsIn(api.tags)];
  return action === undefined || actions.includes(action) || isNewer(versionOf(api.tags) ?? "", readVersion());
}

/** The role for the logs of API Gateway, if every REST API of the region is an orphan. */
async function accountOrphans(
  cloud: Cloud,
  { apis }: Inventory,
  groups: readonly OrphanGroup[],
): Promise<readonly OrphanGroup[]> {
  const orphans = new Set(groups.flatMap(({ things }) => things.map(({ name }) => name)));
  if (apis.some(({ id = "" }) => !orphans.has(id))) return [];
  const role = await findSharedRole(cloud);
  if (role?.RoleName === undefined) return [];
  const welcome = await findWelcomeGroup(cloud, role);
  const things = [
    { kind: ACCOUNT_ROLE, name: role.RoleName },
    ...(welcome === undefined ? [] : [{ kind: "CloudWatch log group", name: welcome }]),
  ];
  const why = "has a role for the logs of API Gateway that no REST API uses";
  return [{ label: "account", stack: undefined, why, isDeployed: false, things }];
}
