/** A field that is out of sync, with its actual and desired value. */
export interface Change {
  readonly field: string;
  readonly from: unknown;
  readonly to: unknown;
}

/** A placeholder in a plan for a value that AWS assigns when another resource is created, such as an API's ID. */
export const KNOWN_AFTER_APPLY = "(known after apply)";

/** A resource. The engine reads it, creates it if it is absent, compares it, and updates the fields that differ. */
export interface Resource<State = unknown> {
  /** Unique in the stack, and the same in every run: "table", "function:create". */
  readonly id: string;
  /** The kind, as shown to users: "DynamoDB table". */
  readonly kind: string;
  readonly name: string;
  /** The resources that must exist before this one. */
  readonly needs: readonly Resource[];
  /** The resources that must be finished before this one is updated; its creation does not wait for them. */
  readonly updateAfter?: readonly Resource[];
  /**
   * Returns the actual state, or undefined if the resource is absent. The resources that it needs may also be absent.
   * Throws if another owner has a resource with the same name (`isForeign`).
   */
  read(states: KnownStates): Promise<State | undefined>;
  /** Creates the resource, or does nothing if it exists. May return the new state, which saves a read. */
  create(context: ResourceContext): Promise<State | undefined>;
  /** Whether a state is provisional: the deploy continues, and the next deploy calls `create` again. Pure. */
  needsRetry?(state: State): boolean;
  /** Returns the fields that are out of sync. Pure. */
  diff(state: State, states: KnownStates): readonly Change[];
  /** Whether the last deploy had the same desired value for a field. If so, a difference is drift. Pure. */
  matchesLastDeploy(state: State, field: string, states: KnownStates): boolean;
  update(context: ResourceContext, state: State, changes: readonly Change[]): Promise<void>;
  /** Writes all desired tags, even if they match the tags that were read, because the read may be out of date. */
  rewriteTags?(state: State, states: KnownStates): Promise<unknown>;
  /** The API action that the resource serves: "create". */
  readonly action?: string;
  /** Whether the stack no longer includes it: an earlier deploy created it, and `update` removes it. */
  readonly isObsolete?: true;
  /** Whether only some stacks have it. If it is absent, a run's results do not include it. */
  readonly isOptional?: boolean;
  /** "account": shared by all stacks in the account and region. Resources removed last do not wait for its removal. */
  readonly scope?: "account";
  /** Whether it is removed after everything else, because other resources may write to it or recreate it. */
  readonly isRemovedLast?: boolean;
  /** The resources that are removed only after it. */
  readonly removedBefore?: readonly Resource[];
  /** Removes it, and returns whether it existed. Omitted if it is removed with another resource, or must remain. */
  remove?(): Promise<boolean>;
}

/** A resource that can be read and removed without any other resource's state. */
export interface StandaloneResource<State> extends Resource<State> {
  read(): Promise<State | undefined>;
  remove(): Promise<boolean>;
}

/** The states of other resources that a run has read or created so far. */
export interface KnownStates {
  /** Returns undefined if the resource is absent or has not been read. */
  stateOf<State>(resource: Resource<State>): State | undefined;
}

/** The states and functions that a resource can use while it is being created or updated. */
export interface ResourceContext extends KnownStates {
  /**
   * Waits until other resources are finished, even if they fail. To avoid a deadlock, they must not need this resource,
   * unless it has called `letDependentsStart`.
   */
  waitFor(resources: readonly Resource[]): Promise<void>;
  /** Lets the resources that need this one start: it exists, although it may not be ready yet. */
  letDependentsStart(): void;
}
