import type { Cloud } from "../../aws/cloud.ts";
import type { Tags } from "../../aws/ownership.ts";
import { tagApiResource } from "./change-rest-api.ts";

/** The tag on the API that lists the actions whose functions were deployed. */
export const ACTIONS_TAG = "todo-api:functions";

/** Returns the actions whose functions were deployed, according to the API's tags. */
export function actionsIn(tags: Tags): readonly string[] {
  return tags[ACTIONS_TAG]?.split(" ") ?? [];
}

/** Formats the value of `ACTIONS_TAG`. */
export function formatActions(actions: readonly string[]): string {
  return [...actions].sort().join(" ");
}

/** The tag on the API that shows whether the stack has a usage plan or an API key. */
const KEYS_TAG = "todo-api:keys";
const DEPLOYED = "deployed";
const REVOKED = "revoked";

/** The tag for a stack that has a key; if the key is missing, a deploy creates it. */
export const KEYS_DEPLOYED: Tags = { [KEYS_TAG]: DEPLOYED };

/** The tag that `key revoke --all` sets first: no deploy creates a key until a rotation has created one. */
export const KEYS_REVOKED: Tags = { [KEYS_TAG]: REVOKED };

/** The tag after the usage plan and the keys have been removed. */
export const KEYS_REMOVED: Tags = { [KEYS_TAG]: "removed" };

/** Whether the stack may have a usage plan or an API key, according to the API's tags. */
export function mayHaveKeys(tags: Tags): boolean {
  return tags[KEYS_TAG] === DEPLOYED || areKeysRevoked(tags);
}

/** Whether every key was revoked, according to the API's tags. */
export function areKeysRevoked(tags: Tags): boolean {
  return tags[KEYS_TAG] === REVOKED;
}

/**
 * The tag after a deploy: "deployed" if the API requires a key, unless every key was revoked; otherwise unchanged. If
 * the deploy then removes obsolete keys, it changes the tag to "removed".
 */
export function keysTag(tags: Tags, isRequired: boolean): Tags {
  const text = isRequired && !areKeysRevoked(tags) ? DEPLOYED : tags[KEYS_TAG];
  return text === undefined ? {} : { [KEYS_TAG]: text };
}

/** A run that changes a deployed stack. */
export type StackRun = "deploy" | "rollback";

/** The tag on the API that names the run in progress, or the unfinished run; "none" after a complete run. */
export const UNFINISHED_TAG = "todo-api:unfinished";

/** Returns the run that did not finish, if any. */
export function unfinishedRunIn(tags: Tags): StackRun | undefined {
  const run = tags[UNFINISHED_TAG];
  return run === "deploy" || run === "rollback" ? run : undefined;
}

/** Records which run is in progress, or that the run is complete. */
export async function recordUnfinishedRun(cloud: Cloud, restApiId: string, run: StackRun | undefined): Promise<void> {
  await tagApiResource(cloud, `/restapis/${restApiId}`, { [UNFINISHED_TAG]: run ?? "none" });
}
