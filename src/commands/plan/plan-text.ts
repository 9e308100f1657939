import type { ObservedChange } from "../../engine/observe.ts";
import { truncate } from "../../text/display-width.ts";
import type { Plan, PlannedStep } from "./make-plan.ts";

type Cause = ObservedChange["cause"];

const TITLES: readonly (readonly [Cause, string])[] = [
  ["drift", "Drift: not as the last deploy wanted it"],
  ["intent", "Changes: wanted otherwise than by the last deploy"],
  ["consequence", "Follows from the above"],
];
const KIND_WIDTH = 24;
const VALUE_WIDTH = 60;

/** The plan of a deploy as a person reads it, by cause. */
export function deployPlanText({ steps, unchanged }: Plan): string {
  const sections = TITLES.flatMap(([cause, title]) => {
    const lines = steps.flatMap((step) => stepLines(step, cause));
    return lines.length > 0 ? [`${title}\n${lines.join("\n")}\n`] : [];
  });
  return `${sections.join("\n")}${sections.length > 0 ? "\n" : ""}${counts(steps, unchanged)}\n`;
}

/** The plan of a destroy as a person reads it. */
export function destroyPlanText({ steps }: Plan, label: string): string {
  if (steps.length === 0) return `Nothing is deployed as ${label} there.\n`;
  return `${steps.map(stepLine).join("\n")}\n\n${steps.length} to remove, items included.\n`;
}

/** All steps, whatever their cause; what is written into tags only is left out. */
export function stepsText(steps: readonly PlannedStep[]): string {
  const lines = steps.flatMap((step) => {
    const changes = step.changes.filter(({ field }) => !field.startsWith("tags."));
    return changes.length > 0 ? [stepLine(step), ...changes.map(changeLine)] : [];
  });
  return lines.map((line) => `${line}\n`).join("");
}

function stepLines(step: PlannedStep, cause: Cause): readonly string[] {
  if (step.action !== "update") return step.cause === cause ? [stepLine(step)] : [];
  const changes = step.changes.filter((change) => change.cause === cause);
  return changes.length > 0 ? [stepLine(step), ...changes.map(changeLine)] : [];
}

function stepLine({ action, kind, name }: PlannedStep): string {
  return `  ${action}  ${kind.padEnd(KIND_WIDTH)}  ${name}`;
}

function changeLine({ field, from, to }: ObservedChange): string {
  return `            ${field}: ${say(from)} -> ${say(to)}`;
}

function say(value: unknown): string {
  if (value === undefined) return "none";
  return truncate(typeof value === "string" ? value : JSON.stringify(value), VALUE_WIDTH);
}

function counts(steps: readonly PlannedStep[], unchanged: number): string {
  if (steps.length === 0) return `Nothing to do: all ${unchanged} resources are as they should be.`;
  const creates = steps.filter(({ action }) => action === "create").length;
  const parts = [`${creates} to create`, `${steps.length - creates} to update`, `${unchanged} unchanged`];
  return `${parts.filter((part) => !part.startsWith("0 ")).join(", ")}.`;
}
