import type { SettingFlags } from "./stack-settings.ts";

/** The flags that every command takes, as they were given. */
export interface GlobalFlags extends SettingFlags {
  readonly app?: string;
  readonly stage?: string;
  readonly local?: boolean;
  readonly region?: string;
  readonly profile?: string;
  readonly endpointUrl?: string;
  readonly json?: boolean;
  /** Plain http to another machine is allowed. */
  readonly insecure?: boolean;
  /** Of `deploy` and `plan`. */
  readonly model?: string;
}
