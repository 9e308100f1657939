import type { Tags } from "../../aws/ownership.ts";

/** The API's tag that shows whether the stack has a usage plan and an API key, or some of both. */
const KEYS_TAG = "todo-api:keys";
const DEPLOYED = "deployed";
const REVOKED = "revoked";

/** The tag while a deploy creates a missing key. */
export const KEYS_DEPLOYED: Tags = { [KEYS_TAG]: DEPLOYED };

/** The tag after every key was revoked: no deploy creates one, until a rotation does. */
export const KEYS_REVOKED: Tags = { [KEYS_TAG]: REVOKED };

/** The tag after both are removed. */
export const KEYS_REMOVED: Tags = { [KEYS_TAG]: "removed" };

/** Whether the stack may have a usage plan or an API key, according to the API's tags. */
export function hasKeys(tags: Tags): boolean {
  return tags[KEYS_TAG] === DEPLOYED || areKeysRevoked(tags);
}

/** Whether every key was revoked, according to the API's tags. */
export function areKeysRevoked(tags: Tags): boolean {
  return tags[KEYS_TAG] === REVOKED;
}

/** The tag of a deploy that has keys, or of one that keeps the tag until the keys of an earlier one are removed. */
export function keysTag(tags: Tags, isRequired: boolean): Tags {
  const text = isRequired && !areKeysRevoked(tags) ? DEPLOYED : tags[KEYS_TAG];
  return text === undefined ? {} : { [KEYS_TAG]: text };
}
