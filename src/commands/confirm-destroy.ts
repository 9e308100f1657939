import { stackLabel } from "../aws/stack-name.ts";
import type { CommandContext } from "../command-context.ts";
import { EXIT, TodoApiError, usageError } from "../errors.ts";

/** The flags that stand for an answer. */
export interface DestroyOptions {
  readonly yes?: boolean;
  readonly confirm?: string;
}

/** Goes on only if the user named the stack, on the terminal or by --confirm, or said --yes. Throws otherwise: nothing was touched. */
export async function confirmDestroy(context: CommandContext, { yes, confirm }: DestroyOptions): Promise<void> {
  const { io, settings, signal } = context;
  const label = stackLabel(settings.stack);
  if (confirm !== undefined) return check(confirm, label);
  if (yes) return;
  if (settings.json || !io.stdin.isTTY || !io.stderr.isTTY)
    throw usageError("There is no terminal to ask on whether everything may be removed, items included.", [
      { command: `todo-api destroy --confirm ${label}`, when: "you mean this stack" },
      { command: "todo-api destroy --yes", when: "you mean whatever stack is named above" },
    ]);
  check(
    await io.stdin.ask(`This removes ${label} and all its items for good. Type its name to go on: `, signal),
    label,
  );
}

function check(answer: string, label: string): void {
  if (answer.trim() === label) return;
  throw new TodoApiError(
    "not-confirmed",
    EXIT.failure,
    `${JSON.stringify(answer.trim())} is not the stack's name, ${label}: nothing was touched.`,
  );
}
