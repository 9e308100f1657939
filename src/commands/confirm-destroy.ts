import { stackLabel } from "../aws/stack-name.ts";
import type { CommandContext } from "../command-context.ts";
import { isProduction } from "../config.ts";
import { EXIT, type Next, TodoApiError, usageError } from "../errors.ts";

/** The flags that stand for an answer. */
export interface Confirmation {
  readonly yes?: boolean;
  readonly confirm?: string;
}

/** Refuses what no answer could make right, before any call: a wrong name, or nobody to ask. */
export function checkConfirmation(context: CommandContext, { yes, confirm }: Confirmation): void {
  const { settings } = context;
  const label = stackLabel(settings.stack);
  if (confirm !== undefined) {
    checkName(confirm, label);
    return;
  }
  if (canAsk(context)) return;
  if (isProtected(context)) throw nameNeeded(label);
  if (!yes)
    throw usageError("There is no terminal to ask on whether everything may be removed, items included.", [
      ...byName(label),
      { command: "todo-api destroy --yes", when: "you mean whatever stack is named above" },
    ]);
}

/**
 * Goes on only if the user named the stack, on the terminal or by --confirm, or said --yes to a stack that is not protected. Throws otherwise: nothing was
 * touched. `losing` says what will be gone.
 */
export async function confirmDestroy(
  context: CommandContext,
  { yes, confirm }: Confirmation,
  losing: string,
  isTableProtected: boolean,
): Promise<void> {
  const { io, settings, signal } = context;
  const label = stackLabel(settings.stack);
  if (confirm !== undefined) return;
  if (yes && !isTableProtected && !isProtected(context)) return;
  if (!canAsk(context)) throw nameNeeded(label);
  checkName(await io.stdin.ask(`This removes ${label} for good, ${losing}. Type its name to go on: `, signal), label);
}

function isProtected({ settings }: CommandContext): boolean {
  return settings.protect === true || isProduction(settings.stack);
}

function canAsk({ io, settings }: CommandContext): boolean {
  return !settings.json && io.stdin.isTTY && io.stderr.isTTY;
}

function nameNeeded(label: string): TodoApiError {
  return usageError(
    `${label} is protected: it is removed only if it is named, and --yes is not enough.`,
    byName(label),
  );
}

function byName(label: string): readonly Next[] {
  return [{ command: `todo-api destroy --confirm ${label}`, when: "you mean this stack" }];
}

/** Refuses an answer that is not the stack's name. */
export function checkName(answer: string, label: string): void {
  if (answer.trim() === label) return;
  throw new TodoApiError(
    "not-confirmed",
    EXIT.failure,
    `${JSON.stringify(answer.trim())} is not the stack's name, ${label}: nothing was touched.`,
  );
}
