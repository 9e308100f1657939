import { isProduction } from "../../aws/stack-name.ts";
import { EXIT, TodoApiError, usageError } from "../../errors.ts";
import { toPrintable } from "../../text/printable.ts";
import { quoteWord } from "../../text/quote-word.ts";
import { type CommandContext, rerunCommand } from "../command-context.ts";
import { canPrompt, notConfirmed, whyNoPrompt } from "../confirm.ts";
import type { OrphanGroup } from "./find-orphans.ts";
import { lossText, orphansText, subjectsText, type TableData } from "./orphans-text.ts";

/** The flags that replace the prompt. */
export interface RemovalConfirmation {
  readonly yes?: boolean;
  /** The labels of the groups whose removal is confirmed. */
  readonly confirm?: readonly string[];
}

/** Throws if the removal is not confirmed by a flag and no prompt is possible. */
export function checkRemovalConfirmation(
  context: CommandContext,
  { remove = false, yes, confirm = [] }: RemovalConfirmation & { readonly remove?: boolean },
): void {
  if (!remove || yes || confirm.length > 0 || canPrompt(context)) return;
  throw usageError(`${whyNoPrompt(context.settings.json)}; confirm with --confirm NAME or --yes`, [
    { command: rerunCommand(context.invocation, "", "--remove"), comment: "list the orphans" },
    { command: rerunCommand(context.invocation, "--yes"), comment: "skip the prompt, if no orphan is protected" },
  ]);
}

/** Throws unless each group is confirmed: by name, in a flag or at the prompt, or by --yes if it is not protected. */
export async function confirmRemoval(
  context: CommandContext,
  { yes = false, confirm = [] }: RemovalConfirmation,
  groups: readonly OrphanGroup[],
  data: TableData,
): Promise<void> {
  const open = groups.filter((group) => !confirm.includes(group.label) && !(yes && !isProtected(group, data)));
  if (open.length === 0) return;
  if (!canPrompt(context)) throw namesRequired(context, open, data);
  const names = open.map(({ label }) => label);
  const question = `This permanently removes ${orphansText(groups)}${lossText(groups, data)}. Type "${textOfNames(open)}" to confirm: `;
  const typed = (await context.io.stdin.ask(question, context.signal)).trim();
  if (typed === "") throw notConfirmed();
  const words = typed.split(/[\s,]+/);
  if (names.every((name) => words.includes(name))) return;
  throw new TodoApiError(
    "not-confirmed",
    EXIT.failure,
    `${JSON.stringify(typed)} does not match "${textOfNames(open)}"; nothing was changed`,
  );
}

function textOfNames(groups: readonly OrphanGroup[]): string {
  return groups.map(({ label }) => toPrintable(label)).join(" ");
}

/** Whether a group must be confirmed by name: it has a protected table, or belongs to a production stage. */
function isProtected({ stack, resources }: OrphanGroup, data: TableData): boolean {
  return (
    (stack !== undefined && isProduction(stack)) || resources.some(({ name }) => data.get(name)?.isProtected === true)
  );
}

function namesRequired({ invocation }: CommandContext, open: readonly OrphanGroup[], data: TableData): TodoApiError {
  const labels = open.map(({ label }) => label);
  const command = rerunCommand(invocation, labels.map((label) => `--confirm ${quoteWord(label)}`).join(" "));
  const orphans = `the orphans from ${subjectsText(open)}`;
  const why = open.every((group) => isProtected(group, data))
    ? `${orphans} are protected; confirm with --confirm NAME (--yes is not enough)`
    : `the removal of ${orphans} is not confirmed; nothing was changed`;
  return usageError(why, [{ command, comment: "confirm by name" }]);
}
