import type { SettingFlags } from "./given-settings.ts";

/** The flags that every command accepts, and the flags for a stack's settings and model. */
export interface GlobalFlags extends SettingFlags {
  readonly app?: string;
  readonly stage?: string;
  readonly local?: boolean;
  readonly region?: string;
  readonly profile?: string;
  readonly endpointUrl?: string;
  readonly json?: boolean;
  /** Whether to allow plain HTTP to another machine. */
  readonly insecure?: boolean;
  readonly model?: string;
}
