import type { Cloud } from "../../aws/cloud.ts";
import { type Tags, tagsToUpdate } from "../../aws/ownership.ts";
import type { Resource } from "../../engine/resource.ts";
import { compareTags } from "../compare.ts";
import { readTableTags, tagTable } from "./table-tags.ts";

interface SettingsRecordInput {
  readonly cloud: Cloud;
  /** The name of the table. */
  readonly name: string;
  /** The tags that record the settings. */
  readonly tags: Tags;
}

/** The table's tags, in which a rollback records the restored settings, so that the next deploy keeps them. */
export function settingsRecord({ cloud, name, tags: desired }: SettingsRecordInput): Resource<Tags> {
  return {
    id: "settings",
    kind: "settings record",
    name,
    needs: [],

    read: () => readTableTags(cloud, name),
    create: () => readTableTags(cloud, name),
    diff: (tags) => compareTags(tags, desired),
    matchesLastDeploy: () => false,

    update: (_context, tags) => tagTable(cloud, name, tagsToUpdate(tags, desired)),
    rewriteTags: () => tagTable(cloud, name, desired),
  };
}
