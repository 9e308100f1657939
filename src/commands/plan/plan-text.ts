import { Chalk, type ChalkInstance } from "chalk";
import type { ObservedChange } from "../../engine/observe.ts";
import { KNOWN_AFTER_APPLY } from "../../engine/resource.ts";
import { KIND } from "../../resources/kinds.ts";
import { toPrintable } from "../../text/printable.ts";
import type { Plan, PlannedStep, UnfinishedRun } from "./make-plan.ts";
import { type DifferenceLine, valueDifference } from "./value-difference.ts";

type Cause = ObservedChange["cause"];

interface PlanView {
  readonly color: boolean;
  /** Whether to include bookkeeping tags, and all changes to each resource. */
  readonly verbose: boolean;
}

/** The causes of differences, in the order in which they are shown, each with its title. */
export function causeTitles({ unfinished }: Pick<Plan, "unfinished">): readonly (readonly [Cause, string])[] {
  return [
    ["drift", "Drift: changed outside todo-api"],
    ["change", `Changes since the last ${unfinished ? "finished " : ""}deploy`],
    ["consequence", "Caused by the above"],
  ];
}

/** The sentence that reports an unfinished run. */
export function unfinishedText(run: UnfinishedRun): string {
  return UNFINISHED[run];
}

const UNFINISHED: Readonly<Record<UnfinishedRun, string>> = {
  deploy: "The last deploy did not finish; run deploy again to continue it.",
  rollback: "The last rollback did not finish; run rollback again to continue it, or deploy to replace it.",
  destroy: "The last destroy did not finish; run destroy again to continue it, or deploy to restore the stack.",
};

const KIND_WIDTH = 24;
const SIGNS = { create: "+", update: "~", remove: "-" } as const;
const INDENT = " ".repeat(8);

/** Formats the plan for a deploy, by cause, with sentences about its effects. */
export function deployPlanText(plan: Plan, effects: readonly string[], view: PlanView): string {
  const isFirst = plan.unchanged === 0 && plan.steps.every(({ action }) => action === "create");
  const sections = causeTitles(plan).flatMap(([cause, title]) => {
    const lines = plan.steps.flatMap((step) => stepLines(step, cause, view));
    return lines.length > 0 ? [`${isFirst ? "To create" : title}\n${lines.join("\n")}\n`] : [];
  });
  const sentences = effects.map((sentence) => `${toPrintable(sentence)}\n`).join("");
  return [...sections, sentences, `${countsText(plan)}\n`].join("\n");
}

/** Formats the plan for a destroy, with sentences about its effects. */
export function destroyPlanText({ steps }: Plan, effects: readonly string[], label: string, view: PlanView): string {
  if (steps.length === 0) return `${label} is not deployed; nothing to remove.\n`;
  const lines = [...steps.map((step) => stepLine(step, view)), "", ...effects];
  const items = steps.some(({ kind }) => kind === KIND.table) ? ", along with all items" : "";
  return `${lines.join("\n")}\n${steps.length} to remove${items}.\n`;
}

/** Formats the changes in all steps, except changes to bookkeeping tags. */
export function stepsText(steps: readonly PlannedStep[], view: PlanView): string {
  const lines = steps.flatMap((step) => {
    const changes = step.changes.filter((change) => !isBookkeeping(change));
    return changes.length > 0 ? [stepLine(step, view), ...changesLines(changes, view)] : [];
  });
  return lines.map((line) => `${line}\n`).join("");
}

/** Whether a change is to a bookkeeping tag, in which todo-api records what it deployed. */
export function isBookkeeping({ field }: Pick<ObservedChange, "field">): boolean {
  return field.startsWith("tags.todo-api:");
}

function stepLines(step: PlannedStep, cause: Cause, view: PlanView): readonly string[] {
  if (step.action === "create") return step.cause === cause ? [stepLine(step, view)] : [];
  const sameCause = step.changes.filter((change) => change.cause === cause);
  const changes = sameCause.filter((change) => view.verbose || !isBookkeeping(change));
  if (changes.length > 0) return [stepLine(step, view), ...changesLines(changes, view)];
  // Bookkeeping is mentioned only if the step changes nothing else.
  const isAll = sameCause.length === step.changes.length;
  return sameCause.length > 0 && isAll ? [`${stepLine(step, view)}  (only tags that record what was deployed)`] : [];
}

function stepLine({ action, kind, name }: PlannedStep, view: PlanView): string {
  const sign = SIGNS[action];
  return `  ${paint(sign, view)(sign)} ${kind.padEnd(KIND_WIDTH)}  ${toPrintable(name)}`;
}

const MAX_CHANGES = 20;

/** Limits the number of changes, because a bucket can contain thousands of files that do not belong to the page. */
function changesLines(changes: readonly ObservedChange[], view: PlanView): readonly string[] {
  const shown = view.verbose ? changes : changes.slice(0, MAX_CHANGES);
  const more = changes.length - shown.length;
  const rest = more > 0 ? [`${INDENT}and ${more.toLocaleString("en")} more (--verbose shows all)`] : [];
  return [...shown.flatMap((change) => changeLines(change, view)), ...rest];
}

function changeLines({ field, from, to }: ObservedChange, view: PlanView): readonly string[] {
  if (to === KNOWN_AFTER_APPLY) return [`${INDENT}${toPrintable(field)}: ${KNOWN_AFTER_APPLY}`];
  return valueDifference(field, from, to).map((line) => `${INDENT}${differenceText(line, view)}`);
}

function differenceText({ sign, text }: DifferenceLine, view: PlanView): string {
  return sign === "" ? text : paint(sign, view)(`  ${sign} ${text}`);
}

function paint(sign: "+" | "~" | "-", { color }: PlanView): ChalkInstance {
  const chalk = new Chalk({ level: color ? 1 : 0 });
  return { "+": chalk.green, "~": chalk.yellow, "-": chalk.red }[sign];
}

function countsText({ steps, unchanged }: Plan): string {
  const parts = steps.filter(({ isShared }) => !isShared);
  const shared = steps.filter(({ isShared }) => isShared);
  if (steps.length === 0) return `Nothing to do: all ${unchanged} resources are in sync.`;
  const text = [...actionCounts(parts), ...(unchanged > 0 ? [`${unchanged} unchanged`] : [])].join(", ");
  const more = ` Shared by all stacks in the account and region: ${actionCounts(shared).join(", ")}.`;
  return `${text}.${shared.length > 0 ? more : ""}`;
}

function actionCounts(steps: readonly PlannedStep[]): readonly string[] {
  return (["create", "update", "remove"] as const).flatMap((action) => {
    const count = steps.filter((step) => step.action === action).length;
    return count > 0 ? [`${count} to ${action}`] : [];
  });
}
