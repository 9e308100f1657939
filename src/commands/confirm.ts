import { isProduction, stackLabel } from "../aws/stack-name.ts";
import { EXIT, type ExitCode, type Next, TodoApiError, usageError } from "../errors.ts";
import type { Io } from "../io.ts";
import { type CommandContext, rerunCommand } from "./command-context.ts";
import { NOTHING_CHANGED } from "./interruptible.ts";

/** The flags that replace the prompt. */
export interface ConfirmationFlags {
  readonly yes?: boolean;
  readonly confirm?: string;
}

/**
 * Throws if the command cannot be confirmed: the name in --confirm is wrong, or no flag is sufficient and no prompt is
 * possible. `isStackProtected` states whether the last deploy protected the stack, if already known.
 */
export function checkConfirmation(
  context: CommandContext,
  { yes, confirm }: ConfirmationFlags,
  isStackProtected = false,
): void {
  const { invocation, settings } = context;
  const label = stackLabel(settings.stack);
  if (confirm !== undefined) {
    requireStackName(confirm, label, EXIT.usage);
    return;
  }
  if (canPrompt(context)) return;
  if (isStackProtected || isProtected(context)) throw nameRequired(context);
  if (!yes)
    throw usageError(`${whyNoPrompt(settings.json)}; confirm with --confirm ${label} or --yes`, [
      ...confirmByName(context),
      { command: rerunCommand(invocation, "--yes"), comment: "skip the prompt" },
    ]);
}

/**
 * Throws unless the user types the name of the stack, gave --confirm (which `checkConfirmation` checks), or gave --yes
 * for an unprotected stack. `effect` is the sentence in the prompt that states what the command does.
 * `isStackProtected` must come from AWS, because the deploy that protected the stack may have run in another folder.
 */
export async function confirm(
  context: CommandContext,
  given: ConfirmationFlags,
  { effect, isStackProtected }: { readonly effect: string; readonly isStackProtected: boolean },
): Promise<void> {
  const { io, settings, signal } = context;
  const label = stackLabel(settings.stack);
  if (!mustPrompt(context, given, isStackProtected)) return;
  if (!canPrompt(context)) throw nameRequired(context);
  const why = given.yes === true ? `${label} is protected; --yes is not enough.\n` : "";
  const answer = await io.stdin.ask(`${why}${effect} Type the stack name to confirm: `, signal);
  if (answer.trim() === "") throw notConfirmed();
  requireStackName(answer, label, EXIT.failure);
}

/** The error for empty input at a prompt, and for anything but yes at a yes-or-no prompt. */
export function notConfirmed(outcome = NOTHING_CHANGED): TodoApiError {
  return new TodoApiError("not-confirmed", EXIT.failure, `not confirmed; ${outcome}`);
}

/** Whether a prompt is required: always, unless --confirm is given, or --yes is given for an unprotected stack. */
export function mustPrompt(
  context: CommandContext,
  { yes, confirm: named }: ConfirmationFlags,
  isStackProtected: boolean,
): boolean {
  return named === undefined && (yes !== true || isStackProtected || isProtected(context));
}

/** Whether the stack's stage or this command's settings protect the stack, regardless of the last deploy. */
function isProtected({ settings }: CommandContext): boolean {
  return settings.given.protect === "true" || isProduction(settings.stack);
}

/** Whether the command may prompt: only on a terminal, and only without --json. */
export function canPrompt({ io, settings }: CommandContext): boolean {
  return canPromptWith(io, settings.json);
}

/** Whether a command without settings may prompt. */
export function canPromptWith({ stdin, stderr }: Io, json: boolean): boolean {
  return !json && stdin.isTTY && stderr.isTTY;
}

/** The reason that no prompt is possible, for an error message. */
export function whyNoPrompt(json: boolean): string {
  return json ? "--json disables prompts" : "not a terminal";
}

/** Prompts for yes or no; throws unless the user enters yes. */
export async function confirmWithYes(
  { stdin }: Io,
  question: string,
  signal: AbortSignal,
  outcome = NOTHING_CHANGED,
): Promise<void> {
  const answer = await stdin.ask(`${question} (y/N) `, signal);
  if (!/^y(es)?$/i.test(answer.trim())) throw notConfirmed(outcome);
}

function nameRequired(context: CommandContext): TodoApiError {
  const label = stackLabel(context.settings.stack);
  return usageError(
    `${label} is protected; confirm with --confirm ${label} (--yes is not enough)`,
    confirmByName(context),
  );
}

function confirmByName({ invocation, settings }: CommandContext): readonly Next[] {
  const name = `--confirm ${stackLabel(settings.stack)}`;
  return [{ command: rerunCommand(invocation, name, "--yes", "--confirm"), comment: "confirm by name" }];
}

function requireStackName(given: string, label: string, exitCode: ExitCode): void {
  if (given.trim() === label) return;
  throw new TodoApiError(
    "not-confirmed",
    exitCode,
    `${JSON.stringify(given.trim())} is not the stack name (${label}); nothing was changed`,
  );
}
