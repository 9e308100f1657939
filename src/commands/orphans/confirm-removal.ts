import { isProduction } from "../../aws/stack-name.ts";
import { EXIT, TodoApiError, usageError } from "../../errors.ts";
import { quoteWord } from "../../text/quote-word.ts";
import { type CommandContext, commandAgain } from "../command-context.ts";
import { canAsk, notConfirmed } from "../confirm.ts";
import type { OrphanGroup } from "./find-orphans.ts";
import { losingText, orphansOf, sayNames, type TableData } from "./orphans-text.ts";

/** The flags that stand for an answer. */
export interface RemovalAnswer {
  readonly yes?: boolean;
  /** The names of what may be removed. */
  readonly confirm?: readonly string[];
}

/** Refuses before any call where no answer was given and nobody can be asked. */
export function checkAnswer(context: CommandContext, { yes, confirm = [] }: RemovalAnswer): void {
  if (yes || confirm.length > 0 || canAsk(context)) return;
  throw usageError("There is no terminal to ask on whether the orphans may be removed, items included.", [
    { command: commandAgain(context.invocation, "", "--remove"), comment: "list the orphans" },
    { command: commandAgain(context.invocation, "--yes"), comment: "remove all that are not protected" },
  ]);
}

/** Goes on only if every group was named, or --yes was said and it is not protected. Throws otherwise: nothing was touched. */
export async function confirmRemoval(
  context: CommandContext,
  { yes = false, confirm = [] }: RemovalAnswer,
  groups: readonly OrphanGroup[],
  data: TableData,
): Promise<void> {
  const open = groups.filter((group) => !confirm.includes(group.label) && !(yes && !isProtected(group, data)));
  if (open.length === 0) return;
  if (!canAsk(context)) throw namesNeeded(context, open, data);
  const names = open.map(({ label }) => label);
  const question = `This removes ${orphansOf(groups)} for good${losingText(groups, data)}. Type ${sayNames(open)} to go on: `;
  const typed = (await context.io.stdin.ask(question, context.signal)).trim();
  if (typed === "") throw notConfirmed();
  const words = typed.split(/[\s,]+/);
  if (names.every((name) => words.includes(name))) return;
  throw new TodoApiError(
    "not-confirmed",
    EXIT.failure,
    `${JSON.stringify(typed)} does not name ${sayNames(open)}: nothing was touched.`,
  );
}

/** A table with deletion protection, and what is left of a production stage: named, or not removed. */
function isProtected({ stack, things }: OrphanGroup, data: TableData): boolean {
  return (
    (stack !== undefined && isProduction(stack)) || things.some(({ name }) => data.get(name)?.isProtected === true)
  );
}

function namesNeeded({ invocation }: CommandContext, open: readonly OrphanGroup[], data: TableData): TodoApiError {
  const labels = open.map(({ label }) => label);
  const command = commandAgain(invocation, labels.map((label) => `--confirm ${quoteWord(label)}`).join(" "));
  const why = open.every((group) => isProtected(group, data))
    ? "protected: removed only if named, and --yes is not enough"
    : "not named";
  return usageError(`Nothing was touched: the orphans of ${sayNames(open)} are ${why}.`, [
    { command, comment: "confirm by name" },
  ]);
}
