import { isDeepStrictEqual } from "node:util";
import type { Cloud } from "../../aws/cloud.ts";
import { findStoredKey, forgetKeys, type StoredKey, storeKey } from "../../config/stored-keys.ts";
import { TodoApiError } from "../../errors.ts";
import type { Io } from "../../io.ts";
import { readKeyValue } from "../../resources/usage-plan/find-api-keys.ts";
import { warn } from "../../text/warn.ts";
import type { CommandContext } from "../command-context.ts";

/** Completes a key with its value from AWS; the value in this folder may be missing, outdated or damaged. */
export async function completeKey(cloud: Cloud, { apiUrl, id }: Pick<StoredKey, "apiUrl" | "id">): Promise<StoredKey> {
  return { apiUrl, id, value: await readKeyValue(cloud, id) };
}

/** Stores a key in this folder, and hides it in the command's output. */
export function keepKey(context: CommandContext, key: StoredKey): void {
  context.io.conceal(key.value);
  if (!isDeepStrictEqual(findStoredKey(context.io.cwd, key.apiUrl), key)) storeOrWarn(context, key);
}

/** Removes keys from this folder after their deletion in AWS. */
export function dropKeys({ io }: CommandContext, isDropped: (key: StoredKey) => boolean): void {
  writeOrWarn(io, "the file still contains an API key that was deleted", () => forgetKeys(io.cwd, isDropped));
}

function storeOrWarn({ io }: CommandContext, key: StoredKey): void {
  writeOrWarn(io, "later commands read the API key from AWS again", () => storeKey(io.cwd, key));
}

function writeOrWarn(io: Io, consequence: string, write: () => void): void {
  try {
    write();
  } catch (error) {
    if (!(error instanceof TodoApiError)) throw error;
    warn(io.stderr, `${error.message}; ${consequence}`);
  }
}
