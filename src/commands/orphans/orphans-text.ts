import { stackLabel } from "../../aws/stack-name.ts";
import type { Leftover } from "../../resources/leftovers.ts";
import { toPrintable } from "../../text/printable.ts";
import { itemCountText } from "../destroy/item-count-text.ts";
import type { Data } from "../destroy/survey-data.ts";
import type { Findings, OrphanGroup } from "./find-orphans.ts";

/** What is known of tables, by their names. */
export type TableData = ReadonlyMap<string, Data>;

const KIND_WIDTH = 24;

/** All that was found, as a person reads it. */
export function findingsText(findings: Findings, data: TableData): string {
  const { deployed, kept, orphans, unreadable, untagged } = findings;
  const sections = [
    section(
      "Deployed, and left alone",
      deployed.map(({ stack, resources }) => `  ${stackLabel(stack)}  ${resources} tagged resources\n`),
    ),
    section(
      "Kept by destroy --keep-data, and left alone: deploy takes it over, destroy removes it",
      kept.map(
        ({ name, since }) =>
          `  ${"DynamoDB table".padEnd(KIND_WIDTH)}  ${toPrintable(name)}  since ${toPrintable(since.slice(0, 10))}, with ${itemsOf(data, name)}\n`,
      ),
    ),
    ...orphans.map((group) => groupText(group, data)),
    ...(unreadable.length > 0 ? [unreadableText(unreadable)] : []),
    section(
      "Log groups without tags, left alone: AWS recreates one when delayed logs arrive. Delete what you do not need",
      untagged.map(({ name }) => `  aws logs delete-log-group --log-group-name ${name}\n`),
    ),
  ];
  return `${[...sections.filter((text) => text !== ""), countText(findings)].join("\n")}`;
}

/** "7 orphans of todo-api-old": what a question and an error call them. */
export function orphansOf(groups: readonly OrphanGroup[]): string {
  const count = groups.reduce((sum, { things }) => sum + things.length, 0);
  return `${count} ${count === 1 ? "orphan" : "orphans"} of ${sayNames(groups)}`;
}

/** "a, b and c": what they are called, and what is typed to mean them. */
export function sayNames(groups: readonly OrphanGroup[]): string {
  return sayList(groups.map(({ label }) => toPrintable(label)));
}

/** ", among them the table notes-test with its 3 items"; empty where there is no table. */
export function losingText(groups: readonly OrphanGroup[], data: TableData): string {
  const things = groups.flatMap((group) => group.things);
  const tables = things.filter(({ name, kind }) => kind === "DynamoDB table" && data.has(name));
  const said = tables.map(({ name }) => `the table ${toPrintable(name)} with ${itemsOf(data, name)}`);
  return said.length === 0 ? "" : `, among them ${sayList(said)}`;
}

function sayList(said: readonly string[]): string {
  return new Intl.ListFormat("en-GB").format(said);
}

function groupText({ label, why, things }: OrphanGroup, data: TableData): string {
  return section(
    toPrintable(`${label} ${why}`),
    things.map((thing) => {
      const known = thing.kind === "DynamoDB table" ? data.get(thing.name) : undefined;
      const more = known ? `  with ${itemCountText(known.items)}${known.isProtected ? ", protected" : ""}` : "";
      return `  ${thing.kind.padEnd(KIND_WIDTH)}  ${toPrintable(thing.name)}${more}\n`;
    }),
  );
}

function unreadableText(unreadable: readonly Leftover[]): string {
  return section(
    "Not looked at: these credentials may not read their tags",
    [...new Set(unreadable.map(({ kind }) => kind))].map((kind) => {
      const names = unreadable.filter((one) => one.kind === kind).map(({ name }) => toPrintable(name));
      const more = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : "";
      return `  ${kind.padEnd(KIND_WIDTH)}  ${names.slice(0, MOST_NAMES).join(", ")}${more}\n`;
    }),
  );
}

const MOST_NAMES = 3;

function countText({ orphans }: Findings): string {
  return orphans.length === 0 ? "No orphans.\n" : `${orphansOf(orphans)}.\n`;
}

function section(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? "" : `${title}\n${lines.join("")}`;
}

function itemsOf(data: TableData, table: string): string {
  return itemCountText(data.get(table)?.items);
}
