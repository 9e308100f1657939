import type { ResourceContext } from "./resource-context.ts";

/** One field that is not as it should be. */
export interface Change {
  readonly field: string;
  readonly from: unknown;
  readonly to: unknown;
}

/** Stands in a plan for what is known only when another resource has been made: an API's id, a role's. */
export const KNOWN_AFTER_APPLY = "(known after apply)";

/**
 * One thing of the stack, converged from what is observed: the engine reads it, creates it when it is absent, compares, and updates what differs.
 * The same path is the first deploy, a redeploy, a repair after a crash, and (stopped after `diff`) the plan.
 */
export interface Resource<State = unknown> {
  /** Unique in the stack and stable: "table", "function:create". */
  readonly id: string;
  /** What a person reads: "DynamoDB table". */
  readonly kind: string;
  /** The name that AWS knows it by. */
  readonly name: string;
  readonly needs: readonly Resource[];
  /** What must be done before it is changed, if it is there; to make it, that need not be waited for. */
  readonly updateAfter?: readonly Resource[];
  /** What is there; undefined when it is absent. What it needs may be absent too. Throws ForeignResourceError for a thing of the right name that is not this stack's. */
  read(work: ResourceContext): Promise<State | undefined>;
  /** Makes it exist, losing a race is fine. Answers its state where AWS's answer tells it whole, else undefined: then the engine reads it. */
  create(work: ResourceContext): Promise<State | undefined>;
  /** Pure: whether a state was only made do with, so that every deploy tries again to create it. */
  isTriedAgain?(state: State): boolean;
  /** Pure: which fields are wrong, from what to what. */
  diff(state: State, work: ResourceContext): readonly Change[];
  /** Pure: whether the last deploy wanted of this field what is wanted now. Then a difference is drift: nobody here asked for it. */
  matchesLastDeploy(state: State, field: string, work: ResourceContext): boolean;
  update(work: ResourceContext, state: State, changes: readonly Change[]): Promise<void>;
  /** "account": shared by all stacks of the account and region, so that no removal waits for its own. */
  readonly scope?: "account";
  /** Removed after everything else: what still runs may write to it, or even make it again. */
  readonly isRemovedLast?: boolean;
  /** Removes it if it is there and ours; already gone is success. Answers whether there was something to remove. Absent where it goes with what it is part of. */
  remove?(work: ResourceContext): Promise<boolean>;
}
