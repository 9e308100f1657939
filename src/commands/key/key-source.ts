import type { Cloud } from "../../aws/cloud.ts";
import { explainAwsError } from "../../aws/explain.ts";
import { stackLabel } from "../../aws/stack-name.ts";
import { findStoredKey } from "../../config/stored-keys.ts";
import type { KeySource } from "../../items/keyed-fetch.ts";
import type { CommandContext } from "../command-context.ts";

/**
 * The sources of the key for requests to an API: this folder, and AWS. A key that is read from AWS is stored in this
 * folder; the SDK is loaded only to read from AWS.
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
