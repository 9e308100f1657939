import type { Tags } from "../../aws/ownership.ts";

/** The API's tag that lists the actions whose functions were deployed. */
export const ACTIONS_TAG = "todo-api:functions";

/** Returns the actions that the tag lists. */
export function actionsIn(tags: Tags): readonly string[] {
  return tags[ACTIONS_TAG]?.split(" ") ?? [];
}

/** Formats the value of the tag. */
export function formatActions(actions: readonly string[]): string {
  return [...actions].sort().join(" ");
}
