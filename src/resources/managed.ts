import type { Cloud } from "../aws/cloud.ts";
import { foreignResource, isOurs, OTHER_OWNER, requireKnownFormat, type Tags, tagsToUpdate } from "../aws/ownership.ts";
import type { StackName } from "../aws/stack-name.ts";
import { undefinedOn } from "../aws/undefined-on.ts";
import type { Change, KnownStates, Resource, ResourceContext, StandaloneResource } from "../engine/resource.ts";
import { compareFields, compareTags, hasChange } from "./compare.ts";
import { type DesiredFields, fieldMatchesLastDeploy, withFingerprints } from "./fingerprints.ts";

/** The state of a resource that has tags. */
export interface Tagged {
  readonly tags: Tags;
  /** If names are not unique: the IDs of duplicates in this stack, left by a lost response or a race. */
  readonly duplicates?: readonly string[];
}

interface Observation<State> {
  readonly tags: Tags;
  /** Reads the whole state. Called only if the resource belongs to the stack. */
  state(): State | Promise<State>;
}

/** The inputs for every kind of resource with tags. */
export interface Owned {
  readonly cloud: Cloud;
  readonly name: string;
  readonly stack: StackName;
  /** The tags of every resource of the stack. */
  readonly tags: Tags;
  readonly needs?: readonly Resource[];
  readonly updateAfter?: readonly Resource[];
}

/** Defines how a kind of resource is observed, created, tagged and removed. */
export interface ManagedInput<State extends Tagged> extends Omit<Owned, "cloud"> {
  readonly id: string;
  readonly kind: string;
  readonly isRemovedLast?: boolean;
  /**
   * Desired values of parts without tags, such as a stage's settings: the tags of this resource store their
   * fingerprints.
   */
  readonly desiredParts?: DesiredFields;
  observe(): Promise<Observation<State> | undefined>;
  /**
   * Returns why the resource does not belong to the stack; undefined if it does. By default, its tags must name the
   * stack.
   */
  whyForeign?(tags: Tags): Promise<string | undefined>;
  /** Creates the resource with these tags. May return the new state, which saves a read. */
  create(tags: Tags, context: ResourceContext): Promise<State | undefined>;
  /** Whether creating the resource failed because it already exists. Omitted if names are not unique. */
  alreadyExists?(error: unknown): boolean;
  /** Returns the desired tags. Omitted unless they depend on the actual state or on other resources. */
  desiredTags?(tags: Tags, states: KnownStates, state: State | undefined): Tags;
  /** Whether a difference in a field is drift; undefined if the fingerprints decide. */
  isDrift?(field: string, state: State): boolean | undefined;
  /** Writes the tags that differ or, for `rewriteTags`, all desired tags; `all` contains all desired tags. */
  tag(differing: Tags, state: State, all: Tags): Promise<unknown>;
  /** The tags that the resource must not have, and a function that removes them. */
  readonly forbiddenTags?: { readonly keys: readonly string[]; remove(keys: string[]): Promise<unknown> };
  /** Retries a change to a field or to tags while the service temporarily refuses it. */
  retry?<Done>(change: () => Promise<Done>): Promise<Done>;
  removeDuplicate?(id: string): Promise<unknown>;
  /** Removes the resource; returns false if it did not exist. */
  remove(observed: Observation<State>): Promise<unknown>;
  /** The name of the error that AWS returns if the resource to remove does not exist. */
  readonly missing?: string;
}

/**
 * Builds a resource with tags from the definition of its kind. Handles everything else: ownership, comparison,
 * fingerprints of the desired fields, tagging, duplicates, and races with other runs that create or remove it.
 */
export function managed<State extends Tagged, Desired extends Partial<State>>(
  input: ManagedInput<State> & {
    /** The desired fields. Other fields of the state are not compared. */
    readonly desired: Desired;
    /**
     * The setter of each field, in the order of the calls. Fields that AWS changes in one call share a setter, which is
     * called only once.
     */
    readonly set: { readonly [Field in keyof NoInfer<Desired>]-?: (state: State) => Promise<unknown> };
    /** The fields that are set before the tags; by default, all fields. Dependents do not wait for the other fields. */
    readonly beforeTags?: readonly (keyof NoInfer<Desired>)[];
  },
): StandaloneResource<State> {
  const { id, kind, name, missing, beforeTags, retry = (change) => change() } = input;
  const fields: DesiredFields = { ...input.desired };
  const tags = withFingerprints(input.tags, { ...fields, ...input.desiredParts });
  const desiredTags = (states: KnownStates, state?: State) => input.desiredTags?.(tags, states, state) ?? tags;
  const isBeforeTags = ({ field }: Change) => beforeTags?.some((early) => early === field) ?? true;
  const removeDuplicates = async ({ duplicates = [] }: State) => {
    for (const other of duplicates) await input.removeDuplicate?.(other);
  };
  const setFields = async (state: State, changes: readonly Change[]) => {
    const setters = Object.entries<(state: State) => Promise<unknown>>(input.set);
    const needed = setters.flatMap(([field, set]) => (hasChange(changes, field) ? [set] : []));
    for (const set of new Set(needed)) await retry(() => set(state));
  };
  return {
    id,
    kind,
    name,
    needs: input.needs ?? [],
    updateAfter: input.updateAfter ?? [],
    ...(input.isRemovedLast && { isRemovedLast: true }),

    async read() {
      return (await observeOwn(input))?.state();
    },

    async create(context) {
      try {
        return await input.create(desiredTags(context), context);
      } catch (error) {
        if (input.alreadyExists?.(error)) return undefined;
        throw error;
      }
    },

    diff: (state, states) => [
      ...compareFields({ ...state }, fields),
      ...compareTags(state.tags, desiredTags(states, state)),
      ...forbiddenIn(input, state).map((key) => ({ field: `tags.${key}`, from: state.tags[key], to: undefined })),
      ...(state.duplicates ?? []).map((other) => ({ field: DUPLICATE + other, from: other, to: undefined })),
    ],

    matchesLastDeploy: (state, field) =>
      input.isDrift?.(field, state) ??
      (field.startsWith(DUPLICATE) || fieldMatchesLastDeploy(state.tags, field, fields, tags)),

    async update(context, state, changes) {
      await removeDuplicates(state);
      await setFields(state, changes.filter(isBeforeTags));
      const all = desiredTags(context, state);
      const differing = tagsToUpdate(state.tags, all);
      if (Object.keys(differing).length > 0) await retry(() => input.tag(differing, state, all));
      if (beforeTags) context.letDependentsStart();
      const others = changes.filter((change) => !isBeforeTags(change));
      await setFields(state, others);
      const forbidden = forbiddenIn(input, state);
      if (forbidden.length > 0) await input.forbiddenTags?.remove(forbidden);
    },

    rewriteTags(state, states) {
      const all = desiredTags(states, state);
      return retry(() => input.tag(all, state, all));
    },

    async remove() {
      const observed = await observeOwn(input);
      if (!observed) return false;
      if (input.removeDuplicate) await removeDuplicates(await observed.state());
      const removal = input.remove(observed).then((result) => result !== false);
      return (await undefinedOn(removal, ...(missing === undefined ? [] : [missing]))) ?? false;
    },
  };
}

async function observeOwn<State extends Tagged>(input: ManagedInput<State>): Promise<Observation<State> | undefined> {
  const { kind, name, stack } = input;
  const observed = await input.observe();
  if (!observed) return undefined;
  const { tags } = observed;
  const why = input.whyForeign ? await input.whyForeign(tags) : isOurs(tags, stack) ? undefined : OTHER_OWNER;
  if (why !== undefined) throw foreignResource(kind, name, stack, why);
  requireKnownFormat(kind, name, tags);
  return observed;
}

function forbiddenIn<State extends Tagged>({ forbiddenTags }: ManagedInput<State>, { tags }: State): string[] {
  return (forbiddenTags?.keys ?? []).filter((key) => tags[key] !== undefined);
}

/** The prefix of the field in a change that removes a duplicate. */
const DUPLICATE = "duplicate ";
