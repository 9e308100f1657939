import type { Cloud } from "../../aws/cloud.ts";
import { explainAwsError } from "../../aws/explain.ts";
import { stackLabel } from "../../aws/stack-name.ts";
import { findStoredKey } from "../../config/stored-keys.ts";
import type { KeySource } from "../../items/keyed-fetch.ts";
import type { CommandContext } from "../command-context.ts";

/**
 * Returns a source that reads an API's key from this folder or from AWS. The source stores a key from AWS in this
 * folder, and loads the SDK only to read from AWS.
 */
export function keySource(context: CommandContext, apiUrl: string, connect: () => Promise<Cloud>): KeySource {
  const { io, settings } = context;
  return {
    apiUrl,
    known() {
      const value = findStoredKey(io.cwd, apiUrl)?.value;
      io.conceal(value);
      return value;
    },
    async read() {
      const [{ findStackKeys }, { completeKey, keepKey }] = await Promise.all([
        import("../../resources/usage-plan/find-api-keys.ts"),
        import("./keep-key.ts"),
      ]);
      try {
        const cloud = await connect();
        const { current } = await findStackKeys(cloud, settings.stack);
        if (!current) return undefined;
        const key = await completeKey(cloud, { apiUrl, id: current.id });
        keepKey(context, key);
        return key.value;
      } catch (error) {
        throw explainAwsError(error, `could not read the API key of ${stackLabel(settings.stack)}`) ?? error;
      }
    },
  };
}
