import { APP_TAG, isOurs, STAGE_TAG, type Tags } from "../aws/ownership.ts";
import { type StackName, stackLabel } from "../aws/stack-name.ts";
import { failed, type Judgement, PASS } from "./control.ts";

/** How a service's command of the AWS CLI takes tags: as a list, or as a map. */
type TagsToText = (tags: readonly (readonly [string, string])[]) => string;

const AS_LIST: TagsToText = (tags) => tags.map(([key, value]) => `Key=${key},Value=${value}`).join(" ");
export const AS_MAP: TagsToText = (tags) => tags.map(([key, value]) => `${key}=${value}`).join(",");

/**
 * Judges whether the tags of a resource name its stack. A deploy refuses a resource without them, which may be another
 * owner's: `tagging` is the command that adds them, up to its tags.
 */
export function judgeTags(tags: Tags, stack: StackName, tagging: string, toText = AS_LIST): Judgement {
  if (isOurs(tags, stack)) return PASS;
  const command = `${tagging} ${toText([
    [APP_TAG, stack.app],
    [STAGE_TAG, stack.stage],
  ])}`;
  return failed(`its tags do not name the stack ${stackLabel(stack)}`, { command, comment: "if it belongs to it" });
}
