import type { Io } from "../io.ts";
import { readConfigFile } from "./config-file.ts";
import type { GlobalFlags } from "./global-flags.ts";
import { readTargetCache } from "./target-cache.ts";

/** Whether anything names a stack or a cloud: a flag, the environment, the configuration file, or a stack that was deployed from this folder. */
export function isNamed(flags: GlobalFlags, { env, cwd }: Io, takesDestroyed: boolean): boolean {
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
  const memory = readTargetCache(cwd, () => {
    isDamaged = true;
  });
  // What is damaged is reported when the settings are read.
  return isDamaged || (memory !== undefined && (takesDestroyed || !memory.destroyed));
}
