/** A field that is out of sync: its actual and its desired value. */
export interface Change {
  readonly field: string;
  readonly from: unknown;
  readonly to: unknown;
}

/** Stands in a plan for a value that AWS assigns when another resource is created, such as an API's ID. */
export const KNOWN_AFTER_APPLY = "(known after apply)";

/**
 * A part of the stack. The engine reads it, creates it if it is absent, compares it, and updates what differs.
 * The same path serves the first deploy, a redeploy, a repair after a crash, and (stopped after `diff`) the plan.
 */
export interface Resource<State = unknown> {
  /** Unique in the stack and stable: "table", "function:create". */
  readonly id: string;
  /** What users call it: "DynamoDB table". */
  readonly kind: string;
  /** Its name in AWS. */
  readonly name: string;
  /** What must exist before it. */
  readonly needs: readonly Resource[];
  /** What must be done before an update of it; its creation does not wait for these. */
  readonly updateAfter?: readonly Resource[];
  /**
   * Returns the actual state, or undefined if it is absent. What it needs may be absent too. Throws if another owner
   * has its name (`isForeign`).
   */
  read(states: KnownStates): Promise<State | undefined>;
  /** Creates it, or does nothing if it exists. May return the new state, which saves the engine a read. */
  create(context: ResourceContext): Promise<State | undefined>;
  /** Whether a state is provisional, so that every deploy tries again to create the resource. Pure. */
  isTriedAgain?(state: State): boolean;
  /** Returns the fields that are out of sync. Pure. */
  diff(state: State, states: KnownStates): readonly Change[];
  /** Whether the last deploy desired the same value of a field: then a difference is drift. Pure. */
  matchesLastDeploy(state: State, field: string, states: KnownStates): boolean;
  update(context: ResourceContext, state: State, changes: readonly Change[]): Promise<void>;
  /** The API's action that it serves: "create". */
  readonly action?: string;
  /** Whether the stack no longer has it: earlier deploys created it, and its update removes it. */
  readonly isObsolete?: true;
  /** Whether only some stacks have it: that it is absent when it is to be removed is not counted. */
  readonly isOptional?: boolean;
  /** "account": shared by all stacks of the account and region, so that no other removal waits for it. */
  readonly scope?: "account";
  /** Removed after everything else: what still runs may write to it, or recreate it. */
  readonly isRemovedLast?: boolean;
  /** What is removed only after it. */
  readonly removedBefore?: readonly Resource[];
  /** Removes it, and returns whether it existed. Absent if it disappears with a resource that contains it. */
  remove?(): Promise<boolean>;
}

/** A resource that can be read and removed without the state of any other. */
export interface StandaloneResource<State> extends Resource<State> {
  read(): Promise<State | undefined>;
  remove(): Promise<boolean>;
}

/** The states of other resources, as far as a run has read or created them. */
export interface KnownStates {
  /** Returns undefined while the resource is absent. */
  stateOf<State>(resource: Resource<State>): State | undefined;
}

/** What a resource that is being created or updated can use of the run. */
export interface ResourceContext extends KnownStates {
  /** Waits until the work on other resources has ended, even if it failed. They must not need this one. */
  waitFor(resources: readonly Resource[]): Promise<void>;
  /** Lets the resources that need this one start: it exists, though it is not ready. */
  release(): void;
}
