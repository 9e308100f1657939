import type { Io } from "../io.ts";
import { readConfigFile } from "./config-file.ts";
import type { GlobalFlags } from "./global-flags.ts";
import { readTargetCache } from "./target-cache.ts";

/** Whether a flag, a TODO_API_ variable, the configuration file or the last deploy names a stack or a cloud. */
export function isTargetGiven(flags: GlobalFlags, { env, cwd }: Io, acceptsDestroyed: boolean): boolean {
  const file = readConfigFile(cwd);
  const variables = ["TODO_API_APP", "TODO_API_STAGE", "TODO_API_LOCAL"].map((name) => env[name] || undefined);
  const named = [flags, file].flatMap((from) => [
    from.app,
    from.stage,
    from.local,
    from.region,
    from.profile,
    from.endpointUrl,
  ]);
  if ([...named, ...variables].some((value) => value !== undefined)) return true;
  let isDamaged = false;
  const lastDeploy = readTargetCache(cwd, () => {
    isDamaged = true;
  });
  // Returns true if the record of the last deploy is damaged, so that `readSettings` runs and reports the damage.
  return isDamaged || (lastDeploy !== undefined && (acceptsDestroyed || !lastDeploy.destroyed));
}
