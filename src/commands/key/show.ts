import { stackLabel } from "../../aws/stack-name.ts";
import { targetDocument } from "../../config/describe-target.ts";
import { findStoredKey } from "../../config/stored-keys.ts";
import { EXIT } from "../../errors.ts";
import { readKeyValue } from "../../resources/usage-plan/find-api-keys.ts";
import type { CommandContext } from "../command-context.ts";
import { explained, keyDocument, noKey, openKeys } from "./open-keys.ts";

/** Prints the current API key: the only command that prints its value. */
export async function showKey(context: CommandContext): Promise<number> {
  const { io, settings } = context;
  const label = stackLabel(settings.stack);
  const { cloud, apiUrl, keys } = await openKeys(context);
  const { current, replaced } = keys;
  if (!current) throw noKey(label);
  const kept = findStoredKey(io.cwd, apiUrl);
  const value = kept?.id === current.id ? kept.value : await explained(label, () => readKeyValue(cloud, current.id));
  if (settings.json) {
    const about = { type: "key", stack: settings.stack, target: targetDocument(settings.target) };
    const document = { ...about, value, ...keyDocument(current), replaced: replaced.map(keyDocument) };
    io.stdout.write(`${JSON.stringify(document, undefined, 2)}\n`);
  } else io.stdout.write(`${value}\n`);
  return EXIT.ok;
}
