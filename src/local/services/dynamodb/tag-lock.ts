import { isDeepStrictEqual } from "node:util";
import { AwsError } from "../../protocol/aws-error.ts";
import type { Call } from "../operation.ts";
import type { TableRecord, TagChange } from "./store.ts";

type Tags = Readonly<Record<string, string>>;

/** Replaces a table's tags. Throws if an earlier change still blocks others, unless this change repeats it. */
export function changeTags(
  table: TableRecord,
  tags: Tags,
  change: Pick<TagChange, "set" | "removed">,
  call: Call,
): void {
  if (areTagsLocked(table, call) && !repeats(change, table.retagged)) {
    const message = `Subscriber limit exceeded: Table tags are being updated: ${table.name}`;
    throw new AwsError("LimitExceededException", 400, message);
  }
  // A change that has no effect does not block further changes.
  if (isDeepStrictEqual({ ...tags }, { ...table.tags })) return;
  table.retagged = { at: call.cloud.clock.now(), before: table.tags, ...change };
  table.tags = { ...tags };
}

/** Whether the latest change to the tags still blocks other changes and DeleteTable. */
export function areTagsLocked({ name, retagged }: TableRecord, { cloud }: Call): boolean {
  return retagged !== undefined && cloud.clock.now() < retagged.at + cloud.timing.delay("table-tags-unlocked", name);
}

/** The tags that ListTagsOfResource returns now. For a few seconds after a change, these are the previous ones. */
export function visibleTags({ name, tags, retagged }: TableRecord, { cloud }: Call): Tags {
  const isPending =
    retagged !== undefined && cloud.clock.now() < retagged.at + cloud.timing.delay("table-tags-visible", name);
  return isPending ? retagged.before : tags;
}

function repeats(change: Pick<TagChange, "set" | "removed">, latest: TagChange | undefined): boolean {
  if (latest?.set) return Object.entries(latest.set).every(([key, value]) => change.set?.[key] === value);
  return isDeepStrictEqual(change.removed?.toSorted(), latest?.removed?.toSorted());
}
