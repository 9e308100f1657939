import { stackLabel } from "../../aws/stack-name.ts";
import { targetDocument } from "../../config/describe-target.ts";
import { hasStoredKeys } from "../../config/stored-keys.ts";
import { textWithTarget } from "../../config/suggested-command.ts";
import type { Resource } from "../../engine/resource.ts";
import { notesIn } from "../../engine/result.ts";
import { EXIT, TodoApiError } from "../../errors.ts";
import { failureText } from "../../report/failures.ts";
import { countOutcomes, countsText } from "../../report/outcome-counts.ts";
import { resultLine } from "../../report/result-line.ts";
import { startReporter } from "../../report/start-reporter.ts";
import { durationText, timeText } from "../../report/time-text.ts";
import type { Leftover } from "../../resources/leftovers.ts";
import { findOwnKeys } from "../../resources/usage-plan/find-api-keys.ts";
import { isKeyResource } from "../../stack/key-resources.ts";
import { countedResults, isPart } from "../../stack/parts.ts";
import { countText } from "../../text/count-text.ts";
import { toPrintable } from "../../text/printable.ts";
import { type CommandContext, rerunCommand } from "../command-context.ts";
import { confirm, mustPrompt } from "../confirm.ts";
import { dropKeys } from "../key/keep-key.ts";
import { openStackToRemove } from "../open-stack.ts";
import type { OutputFile } from "../output-file.ts";
import { partialFailure, reportInterruption } from "../partial-failure.ts";
import { rememberTarget } from "../remember-target.ts";
import { type DestroyOptions, exportFile } from "./destroy-options.ts";
import { exportItems } from "./export-items.ts";
import { type Destroyed, type DestroyTarget, removeStack } from "./remove-stack.ts";
import { itemCountText, type StackData, surveyData, tableText } from "./survey-data.ts";

/** Removes the stack after a confirmation, and verifies that nothing remains. */
export async function destroy(context: CommandContext, options: DestroyOptions): Promise<number> {
  const { io, settings, signal } = context;
  const target = await survey(context, options);
  const effect = effectText(stackLabel(settings.stack), target.data, options);
  await confirm(context, options, { effect, isStackProtected: target.data.isProtected });
  const file = exportFile(context, options);
  const saved = file && (await save(context, target, file));
  const wasPrompted = mustPrompt(context, options, target.data.isProtected);
  if (!settings.json && !wasPrompted && target.data.table !== undefined) io.stderr.write(`${effect}\n`);
  const startedAt = io.now();
  const reporter = await startReporter(io, settings.json, `Removing ${stackLabel(settings.stack)}`);
  reporter.expect(target.resources.filter((one) => isPart(one) && one.remove).map(({ id }) => id));
  const destroyed = await removeStack(target, options.keepData ?? false, reporter.listen).finally(reporter.end);
  if (signal.aborted) return reportInterruption(context, countedResults(target.resources, destroyed.results));
  throwIfIncomplete(context, target, destroyed);
  dropKeys(context, ({ id }) => target.keyIds.includes(id));
  // If the table is kept, the stack remains the folder's target.
  if (settings.isRemembered && !options.keepData) rememberTarget(context, { destroyed: true });
  report(context, target, {
    ...destroyed,
    saved,
    keepsData: options.keepData ?? false,
    milliseconds: io.now() - startedAt,
  });
  return EXIT.ok;
}

function effectText(label: string, { items }: StackData, { keepData }: DestroyOptions): string {
  const hasItems = items !== undefined && !(items.is === "exact" && items.count === 0);
  if (keepData) return `This permanently removes ${label}, but keeps its table and items.`;
  return `This permanently removes ${label}${hasItems ? `, including ${itemCountText(items)}` : ""}.`;
}

/** The stack to remove, and the IDs of its API keys (empty if this folder stores no keys). */
interface Surveyed extends DestroyTarget {
  readonly keyIds: readonly string[];
}

async function survey(
  context: CommandContext,
  { keepData = false, keepBackup = false }: DestroyOptions,
): Promise<Surveyed> {
  const { cloud, stack } = await openStackToRemove(context, { keepBackup });
  const data = await surveyData(stack, cloud);
  const obsolete = data.obsoleteActions.flatMap(stack.resourcesOfObsolete);
  const isLeftOut = ({ id, kind }: Resource) =>
    (keepData && id === stack.table.id) || (!data.mayHaveKeys && isKeyResource(kind));
  const resources = [...stack.resources, ...obsolete].filter((resource) => !isLeftOut(resource));
  const keys = hasStoredKeys(context.io.cwd) ? await findOwnKeys(cloud, stack.name) : [];
  return { cloud, stack, data, resources, keyIds: keys.map(({ id }) => id) };
}

async function save(
  { io, settings }: CommandContext,
  { cloud, data }: DestroyTarget,
  file: OutputFile,
): Promise<number> {
  if (data.table === undefined)
    throw new TodoApiError(
      "nothing-to-export",
      EXIT.failure,
      `${stackLabel(settings.stack)} has no table, so there are no items to save; nothing was changed`,
    );
  const saved = await exportItems(cloud.dynamodb, data.table, file);
  if (!settings.json) io.stderr.write(`Saved ${countText(saved, "item")} to ${toPrintable(file.path)}.\n`);
  return saved;
}

function throwIfIncomplete(
  context: CommandContext,
  { cloud, resources }: DestroyTarget,
  { results, left }: Destroyed,
): void {
  const { io, settings } = context;
  const failures = results.filter(({ outcome }) => outcome === "failed");
  if (failures.length > 0) {
    if (!settings.json) io.stderr.write(failureText(results, settings));
    throw partialFailure("destroy", context, results, {
      counted: countedResults(resources, results),
      effects: cloud.effects,
    });
  }
  if (left.length > 0) throw remainingError(context, left);
}

function report(
  { io, settings }: CommandContext,
  { data, resources }: DestroyTarget,
  ended: Destroyed & { readonly saved: number | undefined; readonly keepsData: boolean; readonly milliseconds: number },
): void {
  const counts = countOutcomes(countedResults(resources, ended.results));
  const label = stackLabel(settings.stack);
  const keptTable = ended.keepsData ? data.table : undefined;
  if (settings.json) {
    const { stack, target } = settings;
    const { milliseconds, saved, path, foreign } = ended;
    const notes = notesIn(ended.results);
    const about = {
      type: "destroyed",
      stack,
      target: targetDocument(target),
      counts,
      left: [],
      foreign,
      notes,
      milliseconds,
    };
    const items = {
      items: data.items,
      ...(saved !== undefined && { saved }),
      ...(keptTable !== undefined && { keptTable }),
    };
    io.stdout.write(`${JSON.stringify({ ...about, ...items, criticalPath: path })}\n`);
  } else if ((counts.removed ?? 0) === 0) io.stdout.write(`${label} is not deployed; nothing to remove.\n`);
  else {
    const summary = countsText(counts, ["removed", "absent", "kept"]);
    io.stderr.write(resultLine(`Removed ${label} in ${durationText(ended.milliseconds)}: ${summary}.`, io));
    io.stdout.write(`0 resources left${keptTable === undefined ? "" : ", except the kept table"}\n`);
    io.stderr.write(`${timeText(ended.path)}${textWithTarget(DELAYED_LOGS_NOTE, settings)}`);
  }
  if (!settings.json) io.stderr.write(`${linesOf(notesIn(ended.results))}${foreignText(ended.foreign, label)}`);
  if (!settings.json && keptTable !== undefined)
    io.stderr.write(`Kept ${tableText(keptTable, data.items)}; the next deploy reuses it.\n`);
}

function foreignText(foreign: readonly Leftover[], label: string): string {
  const list = foreign.map(({ kind, name }) => `  ${kind}  ${toPrintable(name)}\n`);
  return list.length === 0
    ? ""
    : `Not removed, because their tags do not name ${label} as the owner:\n${list.join("")}`;
}

function linesOf(notes: readonly string[]): string {
  return notes.map((note) => `${toPrintable(note)}\n`).join("");
}

const DELAYED_LOGS_NOTE = "If AWS recreates a log group for delayed logs, `todo-api orphans` lists it.\n";

function remainingError({ invocation }: CommandContext, left: readonly Leftover[]): TodoApiError {
  const count = left.length === 1 ? "1 resource remains" : `${left.length} resources remain`;
  const list = left.map(({ kind, name }) => `\n  ${kind}  ${toPrintable(name)}`).join("");
  return new TodoApiError("destroy-left", EXIT.partial, `${count}:${list}`, {
    details: { left },
    next: [{ command: rerunCommand(invocation, "", "--export"), comment: "try again" }],
  });
}
