import type { Cloud } from "../aws/cloud.ts";
import type { Resource } from "./resource.ts";

/** What a resource works with: the cloud, and the states of what it needs. What it waits for is said by `sayWaiting`. */
export interface ResourceContext {
  readonly cloud: Cloud;
  /** The state of a resource that this one needs, as it was found or made; undefined while it is absent. */
  stateOf<State>(resource: Resource<State>): State | undefined;
  /** In a deploy: waits until the work on others has come to its end, good or bad. They must not need this one. */
  waitFor?(resources: readonly Resource[]): Promise<void>;
  /** In a deploy: lets what needs this resource begin, because it exists, though it is not ready to be used. */
  release?(): void;
}
