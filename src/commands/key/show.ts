import { stackLabel } from "../../aws/stack-name.ts";
import { targetDocument } from "../../config/describe-target.ts";
import { EXIT } from "../../errors.ts";
import type { CommandContext } from "../command-context.ts";
import { completeKey } from "./keep-key.ts";
import { keyDocument, noKey, openKeys, withExplainedErrors } from "./open-keys.ts";

/** Prints the current API key. */
export async function showKey(context: CommandContext): Promise<number> {
  const { io, settings } = context;
  const label = stackLabel(settings.stack);
  const { cloud, apiUrl, keys } = await openKeys(context);
  const { current, replaced } = keys;
  if (!current) throw noKey(label);
  const { value } = await withExplainedErrors(label, () => completeKey(cloud, { apiUrl, id: current.id }));
  if (settings.json) {
    const about = { type: "key", stack: settings.stack, target: targetDocument(settings.target) };
    const document = { ...about, value, ...keyDocument(current), replaced: replaced.map(keyDocument) };
    io.stdout.write(`${JSON.stringify(document, undefined, 2)}\n`);
  } else io.stdout.write(`${value}\n`);
  return EXIT.ok;
}
