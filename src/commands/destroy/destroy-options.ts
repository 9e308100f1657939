import type { CommandContext } from "../command-context.ts";
import { type ConfirmationFlags, checkConfirmation } from "../confirm.ts";
import { checkOutputFile, type OutputFile, outputFile } from "../output-file.ts";

/** The options of `destroy`. */
export interface DestroyOptions extends ConfirmationFlags {
  /** Keep the table with its items. */
  readonly keepData?: boolean;
  /** Keep the backup that AWS creates when a table with point-in-time recovery is deleted. */
  readonly keepBackup?: boolean;
  /** The file to save the items in before the removal. */
  readonly export?: string;
}

/** Throws for options that are invalid for these settings, before the cloud is contacted. */
export async function checkDestroyOptions(context: CommandContext, options: DestroyOptions): Promise<void> {
  checkConfirmation(context, options);
  const file = exportFile(context, options);
  if (file) await checkOutputFile(context.io.cwd, file);
}

/** The file for the items, if one is given. */
export function exportFile({ io }: CommandContext, { export: name }: DestroyOptions): OutputFile | undefined {
  const output = { advice: "choose another file for --export", consequence: "nothing was removed" };
  return name === undefined ? undefined : outputFile(io.cwd, name, output);
}
