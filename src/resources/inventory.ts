import type { RestApi } from "@aws-sdk/client-api-gateway";
import type { Cloud } from "../aws/cloud.ts";
import { type AllowStatement, isDenial, parseDenial, statementFor } from "../aws/denial.ts";
import { ownerOf, type Tags } from "../aws/ownership.ts";
import { type StackName, stackKey, stackLabel } from "../aws/stack-name.ts";
import { KIND } from "./kinds.ts";
import type { Leftover } from "./leftovers.ts";
import { listFunctionNames } from "./list-names.ts";
import { isUntagged } from "./log-group.ts";
import { readLogGroupTags } from "./log-group-listings.ts";
import { listRecreatedLogGroups } from "./recreated-log-groups.ts";
import { byAge, listRestApis } from "./rest-api/find-rest-api.ts";
import { TAGGED_KINDS, type TaggedKind } from "./tagged-kinds.ts";

/**
 * A resource that todo-api created for a stack, according to its tags or, for a log group without tags, according to
 * the function or API that writes to it.
 */
export interface ManagedResource extends Leftover {
  readonly stack: StackName;
  /** Defined only for a function, its role and its log group. */
  readonly action: string | undefined;
  readonly tags: Tags;
}

/** A resource whose tags these credentials cannot read, with the statement that would allow it, if known. */
export interface Unreadable extends Leftover {
  readonly statement?: AllowStatement;
}

/** The resources that todo-api created in a region, for all stacks in a scope. */
export interface Inventory {
  /** The REST APIs, oldest first, with their IDs as names; then the resources of other kinds. */
  readonly resources: readonly ManagedResource[];
  /** All REST APIs in the region, including those of other owners. */
  readonly apis: readonly RestApi[];
  /** Resources whose names todo-api could have computed, but whose tags these credentials cannot read. */
  readonly unreadable: readonly Unreadable[];
  /**
   * Log groups that have no tags and are named like those of a stack, but whose function or API does not exist: their
   * owner is unknown.
   */
  readonly untagged: readonly Leftover[];
}

/** The app and the stage to search; by default, all apps and all stages. */
export interface Scope {
  readonly app?: string | undefined;
  readonly stage?: string | undefined;
}

/**
 * Lists the resources that todo-api created in a region. A REST API is recognized by its tags. Any other resource must
 * also have a name that todo-api computes. Recreated log groups have no tags, so they are found by name, and only for
 * known apps: the app in the scope (by default, `ownApp`) and the apps of the resources with tags.
 */
export async function takeInventory(cloud: Cloud, scope: Scope, ownApp: string): Promise<Inventory> {
  const [apis, functions, ...found] = await Promise.all([
    listRestApis(cloud.apigateway),
    listFunctionNames(cloud),
    ...TAGGED_KINDS.map((kind) => findTagged(cloud, kind, scope)),
  ]);
  const tagged = [...apis.toSorted(byAge).flatMap(apiResource), ...found.flatMap(({ resources }) => resources)];
  const known = new Set(tagged.map(({ name }) => name));
  const recreated = await findRecreatedLogGroups(cloud, {
    apps: new Set([scope.app ?? ownApp, ...tagged.map(({ stack }) => stack.app)]),
    othersFunctions: new Set(functions.filter((name) => !known.has(name))),
    known,
  });
  const inScope = recreated.resources.filter(({ stack }) => isInScope(stack, scope));
  const [recognized, untagged] = [true, false].map((expected) =>
    inScope.filter((group) => hasWriter(group, tagged) === expected),
  );
  return {
    resources: [...tagged.filter(({ stack }) => isInScope(stack, scope)), ...(recognized ?? [])],
    apis,
    unreadable: [...found, recreated].flatMap(({ unreadable }) => unreadable),
    untagged: (untagged ?? []).map(({ kind, name }) => ({ kind, name })),
  };
}

/** Whether the writer of a log group exists: its function or, for an access log, the API. */
function hasWriter({ stack, action }: ManagedResource, tagged: readonly ManagedResource[]): boolean {
  const kind = action === undefined ? KIND.restApi : KIND.function;
  return tagged.some(
    (other) => other.kind === kind && other.action === action && stackKey(other.stack) === stackKey(stack),
  );
}

function apiResource({ id = "", tags = {} }: RestApi): readonly ManagedResource[] {
  const stack = ownerOf(tags);
  return stack ? [{ kind: KIND.restApi, name: id, stack, action: undefined, tags }] : [];
}

type Found = Pick<Inventory, "resources" | "unreadable">;

async function findTagged(cloud: Cloud, kind: TaggedKind, scope: Scope): Promise<Found> {
  const names = (await kind.list(cloud)).filter((name) => isPossibleName(kind, kind.stem(name, cloud), scope));
  const found = await Promise.all(
    names.map((name) =>
      findUnlessDenied({ kind: kind.kind, name }, async () => {
        const tags = (await kind.tagsOf(cloud, name)) ?? {};
        const stack = ownerOf(tags);
        const found = stack && actionIn(kind, kind.stem(name, cloud) ?? "", stack);
        return stack && found && { stack, ...found, tags };
      }),
    ),
  );
  return mergeFound(found);
}

async function findRecreatedLogGroups(
  cloud: Cloud,
  search: {
    readonly apps: ReadonlySet<string>;
    readonly othersFunctions: ReadonlySet<string>;
    readonly known: ReadonlySet<string>;
  },
): Promise<Found> {
  const groups = await listRecreatedLogGroups(cloud, search.apps, search.othersFunctions);
  const found = await Promise.all(
    groups
      .filter(({ name }) => !search.known.has(name))
      .map(({ name, ...owner }) =>
        findUnlessDenied({ kind: KIND.logGroup, name }, async () => {
          const tags = await readLogGroupTags(cloud, name);
          return tags && isUntagged(tags) ? { ...owner, tags } : undefined;
        }),
      ),
  );
  return mergeFound(found);
}

/** Returns the resource with the fields that `read` finds, if any; if access is denied, returns it as unreadable. */
async function findUnlessDenied(
  resource: Leftover,
  read: () => Promise<Omit<ManagedResource, keyof Leftover> | undefined>,
): Promise<Found> {
  try {
    const found = await read();
    return { resources: found ? [{ ...resource, ...found }] : [], unreadable: [] };
  } catch (error) {
    if (!isDenial(error)) throw error;
    const statement = statementFor(parseDenial(error));
    return { resources: [], unreadable: [{ ...resource, ...(statement && { statement }) }] };
  }
}

function mergeFound(found: readonly Found[]): Found {
  return {
    resources: found.flatMap(({ resources }) => resources),
    unreadable: found.flatMap(({ unreadable }) => unreadable),
  };
}

/** Whether todo-api could have computed a name with this stem in this scope. The caller must check the tags. */
function isPossibleName({ hasAction }: TaggedKind, stem: string | undefined, { app, stage }: Scope): boolean {
  const prefix = `${app ?? ""}${app !== undefined && stage !== undefined ? `-${stage}` : ""}`;
  const pattern = hasAction ? /^[a-z][a-z0-9]*(-[a-z0-9]+){2,}$/ : /^[a-z][a-z0-9]*(-[a-z0-9]+)+$/;
  return stem !== undefined && pattern.test(stem) && stem.startsWith(prefix);
}

/** Returns the action in a name, if any; returns undefined if todo-api does not compute this name for the stack. */
function actionIn(
  { hasAction }: TaggedKind,
  stem: string,
  stack: StackName,
): Pick<ManagedResource, "action"> | undefined {
  const label = stackLabel(stack);
  if (!hasAction) return stem === label ? { action: undefined } : undefined;
  return stem.startsWith(`${label}-`) ? { action: stem.slice(label.length + 1) } : undefined;
}

function isInScope(stack: StackName, { app, stage }: Scope): boolean {
  return (app === undefined || app === stack.app) && (stage === undefined || stage === stack.stage);
}
