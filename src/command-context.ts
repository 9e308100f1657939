import type { Settings } from "./config.ts";
import type { Io } from "./io.ts";

/** What every command that touches a stack is given. */
export interface CommandContext {
  readonly io: Io;
  readonly settings: Settings;
  /** Aborted at the first Ctrl-C: stop waiting, start nothing new, and return within two seconds. */
  readonly signal: AbortSignal;
}
