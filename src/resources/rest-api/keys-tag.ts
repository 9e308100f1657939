import type { Tags } from "../../aws/ownership.ts";

/** The API's tag that shows whether the stack has a usage plan and an API key, or some of both. */
const KEYS_TAG = "todo-api:keys";
const DEPLOYED = "deployed";

/** The tag after both are removed. */
export const KEYS_REMOVED: Tags = { [KEYS_TAG]: "removed" };

/** Whether the stack may have a usage plan or an API key, according to the API's tags. */
export function hasKeys(tags: Tags): boolean {
  return tags[KEYS_TAG] === DEPLOYED;
}

/** The tag of a deploy that has keys, or of one that keeps the tag until the keys of an earlier one are removed. */
export function keysTag(tags: Tags, isRequired: boolean): Tags {
  const text = isRequired ? DEPLOYED : tags[KEYS_TAG];
  return text === undefined ? {} : { [KEYS_TAG]: text };
}
