import type { Cloud } from "../../aws/cloud.ts";
import { targetDocument } from "../../config/describe-target.ts";
import type { Scope } from "../../resources/inventory.ts";
import { KIND } from "../../resources/kinds.ts";
import type { Stack } from "../../stack/stack.ts";
import type { CommandContext } from "../command-context.ts";
import { type StackData, surveyData } from "../destroy/survey-data.ts";
import { openStackToRemove, stackToRemove } from "../open-stack.ts";
import { type Findings, findOrphans } from "./find-orphans.ts";
import type { TableData } from "./orphans-text.ts";

/** The result of a search, and a function that repeats the search. */
export interface Search {
  readonly cloud: Cloud;
  /** The stack that the command's settings name. */
  readonly stack: Stack;
  readonly findings: Findings;
  readonly data: TableData;
  find(): Promise<Findings>;
}

/** Finds orphans, and reads data about the tables that are orphans or were kept. */
export async function searchOrphans(context: CommandContext, { app, stage }: Scope): Promise<Search> {
  const { cloud, stack } = await openStackToRemove(context);
  const find = () => findOrphans(cloud, { app, stage }, context.settings.stack.app);
  const findings = await find();
  return { cloud, stack, findings, data: await surveyTables(cloud, findings), find };
}

async function surveyTables(cloud: Cloud, { kept, orphans }: Findings): Promise<TableData> {
  const withTable = orphans.filter(({ resources }) => resources.some(({ kind }) => kind === KIND.table));
  const owners = [...kept, ...withTable].flatMap(({ stack }) => stack ?? []);
  const surveyed = await Promise.all(owners.map((stack) => surveyData(stackToRemove(stack, cloud), cloud)));
  return new Map(
    surveyed.flatMap((data): [string, StackData][] => (data.table === undefined ? [] : [[data.table, data]])),
  );
}

/** The result as a JSON document. */
export function searchDocument({ settings }: CommandContext, { findings, data }: Search): object {
  const { deployed, kept, orphans, unreadable, untagged } = findings;
  const about = (name: string) => {
    const known = data.get(name);
    return known && { items: known.items, isProtected: known.isProtected };
  };
  return {
    type: "orphans",
    target: targetDocument(settings.target),
    deployed,
    kept: kept.map((table) => ({ ...table, ...about(table.name) })),
    orphans: orphans.flatMap(({ label, stack, isDeployed, resources }) =>
      resources.map(({ kind, name, removedWith }) => {
        return { kind, name, removedWith, label, stack, isDeployed, ...(kind === KIND.table && about(name)) };
      }),
    ),
    unreadable,
    untagged,
  };
}
