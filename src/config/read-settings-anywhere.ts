import { TodoApiError } from "../errors.ts";
import type { Io } from "../io.ts";
import { NO_REGION } from "./choose-target.ts";
import type { GlobalFlags } from "./global-flags.ts";
import { readSettings, type Settings } from "./read-settings.ts";

interface SettingsAnywhere {
  readonly settings: Settings;
  readonly hasRegion: boolean;
}

/** Reads the settings for a command that needs no region. If no region is set, the settings have an arbitrary one. */
export async function readSettingsAnywhere(flags: GlobalFlags, io: Io): Promise<SettingsAnywhere> {
  try {
    return { settings: await readSettings(flags, io), hasRegion: true };
  } catch (error) {
    if (!(error instanceof TodoApiError && error.code === NO_REGION)) throw error;
    const anyRegion = { ...io, env: { ...io.env, AWS_REGION: "us-east-1" } };
    return { settings: await readSettings(flags, anyRegion), hasRegion: false };
  }
}
