import { foreignResource, isOurs, OTHER_OWNER, requireKnownFormat, type Tags, tagsToUpdate } from "../aws/ownership.ts";
import type { StackName } from "../aws/stack-name.ts";
import { undefinedOn } from "../aws/undefined-on.ts";
import type { Change, KnownStates, Resource, ResourceContext, StandaloneResource } from "../engine/resource.ts";
import { compareFields, compareTags } from "./compare.ts";
import { type DesiredFields, fieldMatchesLastDeploy, withFingerprints } from "./fingerprints.ts";

/** The state of a resource that has tags. */
export interface Tagged {
  readonly tags: Tags;
}

/**
 * A resource that exists: its tags, and how to read the rest of its state, which is only done if the tags name the
 * stack as the owner.
 */
interface Observation<State> {
  readonly tags: Tags;
  state(): State | Promise<State>;
}

/** The name, owner and dependencies of a resource with tags. */
export interface Owned {
  readonly name: string;
  readonly stack: StackName;
  /** The tags that every resource of the stack has. */
  readonly tags: Tags;
  readonly needs?: readonly Resource[];
  readonly updateAfter?: readonly Resource[];
}

/** Which duplicates a state has, by their IDs, and how to remove one. */
interface Duplicates<State> {
  idsIn(state: State): readonly string[];
  remove(id: string): Promise<unknown>;
}

/** How a kind of resource is observed, created, tagged and removed. */
export interface ManagedInput<State extends Tagged> extends Owned {
  readonly id: string;
  readonly kind: string;
  readonly isRemovedLast?: boolean;
  /**
   * Desired values of parts that have no tags, such as a stage's settings: their fingerprints are kept in the tags of
   * this resource.
   */
  readonly desiredParts?: DesiredFields;
  observe(): Promise<Observation<State> | undefined>;
  /** Why the resource is not the stack's; undefined if it is. By default its tags must name the stack. */
  whyForeign?(tags: Tags): Promise<string | undefined>;
  /** Creates it with these tags, and returns its state if the response has all of it. */
  create(tags: Tags, context: ResourceContext): Promise<State | undefined>;
  /** Whether a creation failed because the resource exists. Absent if names are not unique. */
  alreadyExists?(error: unknown): boolean;
  /** The desired tags, if they depend on more than the desired fields: on the actual state, or on other resources. */
  desiredTags?(tags: Tags, states: KnownStates, state: State | undefined): Tags;
  /** Writes the tags that differ; `all` are all desired ones. */
  tag(differing: Tags, state: State, all: Tags): Promise<unknown>;
  /** Retries the setting of a field or of tags while the service refuses it for a moment. */
  settled?<Done>(change: () => Promise<Done>): Promise<Done>;
  /** If names are not unique: further resources of this stack, left by a lost response or a race. */
  readonly duplicates?: Duplicates<State>;
  /** Removes it; returns false if it turned out not to exist. */
  remove(observed: Observation<State>): Promise<unknown>;
  /** The name of AWS's error for the removal of a resource that does not exist. */
  readonly missing?: string;
}

/**
 * A resource with tags, from what is particular to its kind. This owns the rest: ownership, comparison, fingerprints of
 * the desired fields, tagging, duplicates, and the races in which it is created or removed by another run.
 */
export function managed<State extends Tagged, Desired extends Partial<State>>(
  input: ManagedInput<State> & {
    /** The desired fields. Fields of the state that it leaves out are not compared. */
    readonly desired: Desired;
    /**
     * How each field is set, in the order in which it is done. Fields that AWS changes in one call share a setter,
     * which is called once.
     */
    readonly set: { readonly [Field in keyof NoInfer<Desired>]-?: (state: State) => Promise<unknown> };
  },
): StandaloneResource<State> {
  const { id, kind, name, stack, desired, missing } = input;
  const fields: DesiredFields = { ...desired };
  const tags = withFingerprints(input.tags, { ...fields, ...input.desiredParts });
  const desiredTags = (states: KnownStates, state?: State) => input.desiredTags?.(tags, states, state) ?? tags;
  const whyForeign = input.whyForeign ?? (async (actual: Tags) => (isOurs(actual, stack) ? undefined : OTHER_OWNER));
  const duplicatesIn = (state: State) => input.duplicates?.idsIn(state) ?? [];
  const settled = input.settled ?? ((change) => change());
  return {
    id,
    kind,
    name,
    needs: input.needs ?? [],
    updateAfter: input.updateAfter ?? [],
    ...(input.isRemovedLast && { isRemovedLast: true }),

    async read() {
      return (await observeOwn())?.state();
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
      ...duplicatesIn(state).map((other): Change => ({ field: DUPLICATE + other, from: other, to: undefined })),
    ],

    matchesLastDeploy: (state, field) =>
      field.startsWith(DUPLICATE) || fieldMatchesLastDeploy(state.tags, field, fields, tags),

    async update(context, state, changes) {
      for (const other of duplicatesIn(state)) await input.duplicates?.remove(other);
      const differing = new Set(changes.map(({ field }) => field));
      const setters = Object.entries<(state: State) => Promise<unknown>>(input.set);
      const needed = setters.flatMap(([field, set]) => (differing.has(field) ? [set] : []));
      for (const set of new Set(needed)) await settled(() => set(state));
      const all = desiredTags(context, state);
      const wrong = tagsToUpdate(state.tags, all);
      if (Object.keys(wrong).length > 0) await settled(() => input.tag(wrong, state, all));
    },

    async remove() {
      const observed = await observeOwn();
      if (!observed) return false;
      const removal = input.remove(observed).then((result) => result !== false);
      return (await undefinedOn(removal, ...(missing === undefined ? [] : [missing]))) ?? false;
    },
  };

  async function observeOwn(): Promise<Observation<State> | undefined> {
    const observed = await input.observe();
    const why = observed && (await whyForeign(observed.tags));
    if (why !== undefined) throw foreignResource(kind, name, stack, why);
    if (observed) requireKnownFormat(kind, name, observed.tags);
    return observed;
  }
}

/** Begins the field of a duplicate. */
const DUPLICATE = "duplicate ";
