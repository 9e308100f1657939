import type { Cloud } from "../aws/cloud.ts";
import type { Resource } from "./resource.ts";

/** What a resource works with: the cloud, the states of what it needs, and a way to say what it waits for. */
export interface Work {
  readonly cloud: Cloud;
  /** The state of a resource that this one needs; it has converged before. */
  stateOf<State>(resource: Resource<State>): State | undefined;
  /** Tells the user what is being waited for. */
  waiting(reason: string): void;
}
