import { APP_TAG, isOurs, STAGE_TAG, type Tags } from "../aws/ownership.ts";
import { type StackName, stackLabel } from "../aws/stack-name.ts";
import { type Evaluation, failed, PASS } from "./control.ts";

/** Formats tags for an AWS CLI command: as a list or a map, depending on the service. */
type TagsToText = (tags: readonly (readonly [string, string])[]) => string;

const AS_LIST: TagsToText = (tags) => tags.map(([key, value]) => `Key=${key},Value=${value}`).join(" ");
export const AS_MAP: TagsToText = (tags) => tags.map(([key, value]) => `${key}=${value}`).join(",");

/**
 * Checks whether the tags of a resource name its stack. A deploy does not repair them, because the resource may belong
 * to another owner. `tagging` is the command that adds tags, without the tags themselves.
 */
export function evaluateTags(tags: Tags, stack: StackName, tagging: string, toText = AS_LIST): Evaluation {
  if (isOurs(tags, stack)) return PASS;
  const command = `${tagging} ${toText([
    [APP_TAG, stack.app],
    [STAGE_TAG, stack.stage],
  ])}`;
  return failed(`its tags do not name the stack ${stackLabel(stack)}`, {
    command,
    comment: "add the tags, if the resource belongs to the stack",
  });
}
