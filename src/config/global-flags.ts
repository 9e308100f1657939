import type { SettingFlags } from "./given-settings.ts";

/** The flags that every command takes, as given. */
export interface GlobalFlags extends SettingFlags {
  readonly app?: string;
  readonly stage?: string;
  readonly local?: boolean;
  readonly region?: string;
  readonly profile?: string;
  readonly endpointUrl?: string;
  readonly json?: boolean;
  /** Allow plain HTTP to another machine. */
  readonly insecure?: boolean;
  /** For `deploy` and `plan`. */
  readonly model?: string;
}
