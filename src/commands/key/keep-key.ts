import type { Cloud } from "../../aws/cloud.ts";
import { findStoredKey, forgetKeys, type StoredKey, storeKey } from "../../config/stored-keys.ts";
import { TodoApiError } from "../../errors.ts";
import type { Io } from "../../io.ts";
import { readKeyValue } from "../../resources/usage-plan/find-api-keys.ts";
import type { CommandContext } from "../command-context.ts";

/** Reads the value of a key, and keeps it in this folder. It is hidden in everything that the command prints. */
export async function keepKey(context: CommandContext, cloud: Cloud, apiUrl: string, id: string): Promise<StoredKey> {
  const kept = findStoredKey(context.io.cwd, apiUrl);
  const key = kept?.id === id ? kept : { apiUrl, id, value: await readKeyValue(cloud, id) };
  context.io.conceal(key.value);
  if (key !== kept) storeOrWarn(context, key);
  return key;
}

/** Removes keys that no longer exist from this folder. */
export function dropKeys({ io }: CommandContext, isDropped: (key: StoredKey) => boolean): void {
  orWarn(io, "It still contains an API key that was deleted.", () => forgetKeys(io.cwd, isDropped));
}

/** Nothing depends on the file: without it, the key is read from AWS again. */
function storeOrWarn({ io }: CommandContext, key: StoredKey): void {
  orWarn(io, "Later commands read the API key from AWS again.", () => storeKey(io.cwd, key));
}

function orWarn(io: Io, consequence: string, write: () => void): void {
  try {
    write();
  } catch (error) {
    if (!(error instanceof TodoApiError)) throw error;
    io.stderr.write(`warning: ${error.message} ${consequence}\n`);
  }
}
