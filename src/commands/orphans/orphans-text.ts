import { stackLabel } from "../../aws/stack-name.ts";
import { commandWithTarget, type HintTarget } from "../../config/suggested-command.ts";
import type { Unreadable } from "../../resources/inventory.ts";
import { KIND } from "../../resources/kinds.ts";
import { toPrintable } from "../../text/printable.ts";
import { quoteWord } from "../../text/quote-word.ts";
import { listWithAnd } from "../../text/word-list.ts";
import { itemCountText, type StackData, tableText } from "../destroy/survey-data.ts";
import type { Findings, OrphanGroup } from "./find-orphans.ts";

/** The data of tables, by table name. */
export type TableData = ReadonlyMap<string, StackData>;

const KIND_WIDTH = 24;

/** The findings as text. */
export function findingsText(findings: Findings, data: TableData, hintTarget: HintTarget): string {
  const { deployed, kept, orphans, unreadable, untagged } = findings;
  const sections = [
    section(
      "Deployed stacks",
      deployed.map(
        ({ stack, resources }) =>
          `  ${stackLabel(stack)}  ${resources} ${resources === 1 ? "resource" : "resources"}\n`,
      ),
    ),
    section(
      "Tables kept by destroy --keep-data (deploy reuses them, destroy removes them)",
      kept.map(
        ({ name, since }) =>
          `  ${KIND.table.padEnd(KIND_WIDTH)}  ${toPrintable(name)}  since ${toPrintable(since.slice(0, 10))} (${itemCountText(data.get(name)?.items)})\n`,
      ),
    ),
    ...orphans.map((group) => groupText(group, data)),
    ...(unreadable.length > 0 ? [unreadableText(unreadable)] : []),
    section(
      `Log groups without tags (AWS recreates one when delayed logs arrive); to delete them${environmentText(hintTarget)}:`,
      untagged.map(({ name }) => `  ${toPrintable(commandWithTarget(deletionOf(name), hintTarget))}\n`),
    ),
  ];
  return `${[...sections.filter((text) => text !== ""), countText(findings)].join("\n")}`;
}

function environmentText({ target }: HintTarget): string {
  return target.kind === "local" ? ", in the environment that `todo-api local status --env` prints" : "";
}

function deletionOf(logGroup: string): string {
  return `aws logs delete-log-group --log-group-name ${quoteWord(logGroup)}`;
}

/** "7 orphans from todo-api-old". */
export function orphansText(groups: readonly OrphanGroup[]): string {
  const count = groups.flatMap(({ resources }) => resources).filter((one) => one.removedWith === undefined).length;
  return `${count} ${count === 1 ? "orphan" : "orphans"} from ${subjectsText(groups)}`;
}

/** Formats the groups as the words after "from" in a sentence, such as "a, b and the account". */
export function subjectsText(groups: readonly OrphanGroup[]): string {
  const subjects = groups.map(({ label, stack }) => (stack === undefined ? `the ${label}` : label));
  return listWithAnd(subjects.map(toPrintable));
}

/** ", including the table notes-test with 3 items"; empty if there is no table. */
export function lossText(groups: readonly OrphanGroup[], data: TableData): string {
  const resources = groups.flatMap((group) => group.resources);
  const tables = resources.filter(({ name, kind }) => kind === KIND.table && data.has(name));
  const tableTexts = tables.map(({ name }) => tableText(name, data.get(name)?.items));
  return tableTexts.length === 0 ? "" : `, including ${listWithAnd(tableTexts)}`;
}

function groupText({ label, stack, why, resources }: OrphanGroup, tables: TableData): string {
  return section(
    toPrintable(`${stack === undefined ? `The ${label}` : label} ${why}`),
    resources.map(({ kind, name, removedWith }) => {
      const known = kind === KIND.table ? tables.get(name) : undefined;
      const data = known ? `  (${itemCountText(known.items)}${known.isProtected ? ", protected" : ""})` : "";
      const more = removedWith === undefined ? data : `  (removed with ${removedWith})`;
      return `  ${kind.padEnd(KIND_WIDTH)}  ${toPrintable(name)}${more}\n`;
    }),
  );
}

function unreadableText(unreadable: readonly Unreadable[]): string {
  return section(
    "Not checked: no permission to read their tags",
    [...new Set(unreadable.map(({ kind }) => kind))].map((kind) => {
      const sameKind = unreadable.filter((one) => one.kind === kind);
      const names = sameKind.map(({ name }) => toPrintable(name));
      const more = names.length > MAX_NAMES ? ` and ${names.length - MAX_NAMES} more` : "";
      return `  ${kind.padEnd(KIND_WIDTH)}  ${names.slice(0, MAX_NAMES).join(", ")}${more}\n${statementText(sameKind)}`;
    }),
  );
}

/** A single statement that permits reading the tags of all these resources. */
function statementText(unreadable: readonly Unreadable[]): string {
  const statements = unreadable.flatMap(({ statement }) => statement ?? []);
  if (statements.length === 0) return "";
  const Action = [...new Set(statements.flatMap((one) => one.Action))];
  const Resource = [...new Set(statements.flatMap((one) => one.Resource))];
  return `    to check them, add this statement to your policy: ${toPrintable(JSON.stringify({ Effect: "Allow", Action, Resource }))}\n`;
}

const MAX_NAMES = 3;

function countText({ orphans }: Findings): string {
  return orphans.length === 0 ? "No orphans.\n" : `${orphansText(orphans)}.\n`;
}

function section(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? "" : `${title}\n${lines.join("")}`;
}
