import type { CommandContext } from "../command-context.ts";
import { type ConfirmationFlags, checkConfirmation } from "../confirm.ts";
import { checkOutputFile, type OutputFile, outputFile } from "../output-file.ts";

/** The options of `destroy`. */
export interface DestroyOptions extends ConfirmationFlags {
  /** Leave the table with its items; a later deploy adopts it. */
  readonly keepData?: boolean;
  /** Leave the backup that AWS makes of a table with point-in-time recovery. */
  readonly keepBackup?: boolean;
  /** A file to save the items to first. */
  readonly export?: string;
}

/** Throws a usage error for options that are invalid whatever is deployed. */
export async function checkDestroyOptions(context: CommandContext, options: DestroyOptions): Promise<void> {
  checkConfirmation(context, options);
  const file = exportFile(context, options);
  if (file) await checkOutputFile(context.io.cwd, file);
}

/** The file to which the items are exported first, if one is given. */
export function exportFile({ io }: CommandContext, { export: name }: DestroyOptions): OutputFile | undefined {
  const output = { advice: "choose another file for --export", consequence: "nothing was removed" };
  return name === undefined ? undefined : outputFile(io.cwd, name, output);
}
