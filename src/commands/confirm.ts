import { isProduction, stackLabel } from "../aws/stack-name.ts";
import { EXIT, type ExitCode, type Next, TodoApiError, usageError } from "../errors.ts";
import { type CommandContext, commandAgain } from "./command-context.ts";

/** The flags that stand for an answer. */
export interface ConfirmationFlags {
  readonly yes?: boolean;
  readonly confirm?: string;
}

/** What is to be confirmed. */
export interface Confirmation {
  readonly command: "destroy" | "rollback" | "items clear";
  /** Completes "There is no terminal to ask on whether ...". */
  readonly whether: string;
  /** Completes "... is protected: it is ... only if it is named". */
  readonly done: string;
}

/** Refuses what no answer could make right, before any call: a wrong name, or nobody to ask. */
export function checkConfirmation(
  context: CommandContext,
  { yes, confirm }: ConfirmationFlags,
  deed: Confirmation,
): void {
  const { settings } = context;
  const label = stackLabel(settings.stack);
  if (confirm !== undefined) {
    checkName(confirm, label, EXIT.usage);
    return;
  }
  if (canAsk(context)) return;
  if (isProtected(context)) throw nameNeeded(context, deed);
  if (!yes)
    throw usageError(`There is no terminal to ask on whether ${deed.whether}.`, [
      ...byName(context),
      { command: commandAgain(context.invocation, "--yes"), comment: "skip the prompt" },
    ]);
}

/**
 * Goes on only if the user named the stack, on the terminal or by --confirm, or said --yes to a stack that is not protected. Throws otherwise: nothing was
 * touched. `saying` is what the question begins with.
 */
export async function confirm(
  context: CommandContext,
  given: ConfirmationFlags,
  deed: Confirmation,
  { saying, isTableProtected }: { readonly saying: string; readonly isTableProtected: boolean },
): Promise<void> {
  const { io, settings, signal } = context;
  const label = stackLabel(settings.stack);
  if (!mustAsk(context, given, isTableProtected)) return;
  if (!canAsk(context)) throw nameNeeded(context, deed);
  const why = given.yes === true ? `${label} is protected: --yes is not enough.\n` : "";
  const answer = await io.stdin.ask(`${why}${saying} Type its name to go on: `, signal);
  if (answer.trim() === "") throw notConfirmed();
  checkName(answer, label, EXIT.failure);
}

/** The refusal of a question: an empty answer, or Ctrl-D. */
export function notConfirmed(): TodoApiError {
  return new TodoApiError("not-confirmed", EXIT.failure, "not confirmed; nothing was changed");
}

/** Whether no flag stands for the answer: a name does, and --yes where nothing is protected. */
export function mustAsk(
  context: CommandContext,
  { yes, confirm: named }: ConfirmationFlags,
  isTableProtected: boolean,
): boolean {
  return named === undefined && (yes !== true || isTableProtected || isProtected(context));
}

function isProtected({ settings }: CommandContext): boolean {
  return settings.given.protect === "true" || isProduction(settings.stack);
}

/** Whether there is somebody to ask. */
export function canAsk({ io, settings }: CommandContext): boolean {
  return !settings.json && io.stdin.isTTY && io.stderr.isTTY;
}

function nameNeeded(context: CommandContext, deed: Confirmation): TodoApiError {
  return usageError(
    `${stackLabel(context.settings.stack)} is protected: it is ${deed.done} only if it is named, and --yes is not enough.`,
    byName(context),
  );
}

function byName({ invocation, settings }: CommandContext): readonly Next[] {
  const name = `--confirm ${stackLabel(settings.stack)}`;
  return [{ command: commandAgain(invocation, name, "--yes", "--confirm"), comment: "confirm by name" }];
}

/** Rejects a name that is not the stack's: of a flag as wrong usage, of the prompt as a refusal. */
function checkName(answer: string, label: string, exitCode: ExitCode): void {
  if (answer.trim() === label) return;
  throw new TodoApiError(
    "not-confirmed",
    exitCode,
    `${JSON.stringify(answer.trim())} is not the stack's name, ${label}: nothing was touched.`,
  );
}
