import type { RestApi } from "@aws-sdk/client-api-gateway";
import type { Cloud } from "../aws/cloud.ts";
import { ownerOf, type Tags } from "../aws/ownership.ts";
import { type StackName, stackKey, stackLabel } from "../aws/stack-name.ts";
import { isAwsError } from "../aws/undefined-on.ts";
import { listDelayedLogGroups } from "./delayed-log-groups.ts";
import type { Leftover } from "./leftovers.ts";
import { functionNames } from "./list-names.ts";
import { isUntagged } from "./log-group.ts";
import { logGroupTags } from "./log-group-listings.ts";
import { byAge, listRestApis } from "./rest-api/find-rest-api.ts";
import { TAGGED_KINDS, type TaggedKind } from "./tagged-kinds.ts";

/** Something that this tool created for a stack, as its tags show, or, of a log group without tags, the function or API that writes to it. */
export interface ManagedResource extends Leftover {
  readonly stack: StackName;
  /** Of a function, its role and its log group. */
  readonly action: string | undefined;
  readonly tags: Tags;
}

/** Everything of this tool in a region, of all stacks. */
export interface Inventory {
  /** REST APIs, which are named by their ids, the oldest first; then the rest. */
  readonly resources: readonly ManagedResource[];
  /** Every REST API of the region, whoever made it. */
  readonly apis: readonly RestApi[];
  /** Of names that could be this tool's, but with tags that these credentials may not read. */
  readonly unreadable: readonly Leftover[];
  /** Log groups with a name of this tool and no tags, and with nothing of the stack that writes to them: whose they are is unknown. */
  readonly untagged: readonly Leftover[];
}

/** What to look for: one app, one stage, or all. */
export interface Scope {
  readonly app?: string | undefined;
  readonly stage?: string | undefined;
}

/**
 * Takes stock of a region by AWS's own lists and tags. What has our name and not our tags is another's, and left out; so is what has our tags and
 * another name. `ownApp` is the app of the settings: log groups that came back have no tags, and are looked for under known apps only.
 */
export async function takeInventory(cloud: Cloud, scope: Scope, ownApp: string): Promise<Inventory> {
  const [apis, functions, ...found] = await Promise.all([
    listRestApis(cloud.apigateway),
    functionNames(cloud),
    ...TAGGED_KINDS.map((kind) => findTagged(cloud, kind, scope)),
  ]);
  const tagged = [...apis.toSorted(byAge).flatMap(apiThing), ...found.flatMap(({ resources }) => resources)];
  const known = new Set(tagged.map(({ name }) => name));
  const late = await findLate(cloud, {
    apps: new Set([scope.app ?? ownApp, ...tagged.map(({ stack }) => stack.app)]),
    othersFunctions: new Set(functions.filter((name) => !known.has(name))),
    known,
  });
  const inScope = late.resources.filter(({ stack }) => isInScope(stack, scope));
  const [recognized, untagged] = [true, false].map((is) => inScope.filter((thing) => hasWriter(thing, tagged) === is));
  return {
    resources: [...tagged.filter(({ stack }) => isInScope(stack, scope)), ...(recognized ?? [])],
    apis,
    unreadable: [...found, late].flatMap(({ unreadable }) => unreadable),
    untagged: (untagged ?? []).map(({ kind, name }) => ({ kind, name })),
  };
}

/** Whether the stack of a log group has what writes to it: its function, or for the access log its API. */
function hasWriter({ stack, action }: ManagedResource, tagged: readonly ManagedResource[]): boolean {
  const kind = action === undefined ? "REST API" : "Lambda function";
  return tagged.some(
    (other) => other.kind === kind && other.action === action && stackKey(other.stack) === stackKey(stack),
  );
}

function apiThing({ id = "", tags = {} }: RestApi): readonly ManagedResource[] {
  const stack = ownerOf(tags);
  return stack ? [{ kind: "REST API", name: id, stack, action: undefined, tags }] : [];
}

type Found = Pick<Inventory, "resources" | "unreadable">;

async function findTagged(cloud: Cloud, kind: TaggedKind, scope: Scope): Promise<Found> {
  const names = (await kind.list(cloud)).filter((name) => couldBe(kind, kind.stem(name, cloud), scope));
  const found = await Promise.all(
    names.map((name) =>
      findThing({ kind: kind.kind, name }, async () => {
        const tags = (await kind.tagsOf(cloud, name)) ?? {};
        const stack = ownerOf(tags);
        const part = stack && partOf(kind, kind.stem(name, cloud) ?? "", stack);
        return stack && part && { stack, ...part, tags };
      }),
    ),
  );
  return together(found);
}

/** The log groups that really have no tags. */
async function findLate(
  cloud: Cloud,
  about: {
    readonly apps: ReadonlySet<string>;
    readonly othersFunctions: ReadonlySet<string>;
    readonly known: ReadonlySet<string>;
  },
): Promise<Found> {
  const groups = await listDelayedLogGroups(cloud, about.apps, about.othersFunctions);
  const found = await Promise.all(
    groups
      .filter(({ name }) => !about.known.has(name))
      .map(({ name, ...part }) =>
        findThing({ kind: "CloudWatch log group", name }, async () => {
          const tags = await logGroupTags(cloud, name);
          return tags && isUntagged(tags) ? { ...part, tags } : undefined;
        }),
      ),
  );
  return together(found);
}

/** What is not ours is nothing; what cannot be looked at is known to be so. */
async function findThing(
  about: Leftover,
  look: () => Promise<Omit<ManagedResource, keyof Leftover> | undefined>,
): Promise<Found> {
  try {
    const seen = await look();
    return { resources: seen ? [{ ...about, ...seen }] : [], unreadable: [] };
  } catch (error) {
    if (isAwsError(error, "AccessDenied", "AccessDeniedException")) return { resources: [], unreadable: [about] };
    throw error;
  }
}

function together(found: readonly Found[]): Found {
  return {
    resources: found.flatMap(({ resources }) => resources),
    unreadable: found.flatMap(({ unreadable }) => unreadable),
  };
}

/** Of what has no name that this tool computes, not even the tags are asked for. */
function couldBe({ hasAction }: TaggedKind, stem: string | undefined, { app, stage }: Scope): boolean {
  const beginning = `${app ?? ""}${app !== undefined && stage !== undefined ? `-${stage}` : ""}`;
  const shape = hasAction ? /^[a-z][a-z0-9]*(-[a-z0-9]+){2,}$/ : /^[a-z][a-z0-9]*(-[a-z0-9]+)+$/;
  return stem !== undefined && shape.test(stem) && stem.startsWith(beginning);
}

/** Whether the name is the one that this tool computes for the stack, and of which action. */
function partOf(
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
