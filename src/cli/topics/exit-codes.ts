import { EXIT, type ExitCode } from "../../errors.ts";

/** The meaning of each exit code, in display order. */
const EXIT_CODES: readonly (readonly [ExitCode, string])[] = [
  [EXIT.ok, "success"],
  [EXIT.failure, "the command failed, or status found the stack unhealthy or unknown"],
  [EXIT.usage, "the command line or the configuration is invalid; nothing was changed"],
  [EXIT.changes, "with --exit-code: changes or orphans were found; audit: a control failed"],
  [EXIT.auth, "credentials are missing, expired or rejected, or access is denied"],
  [EXIT.notFound, "no such stack, release or API key, or the local cloud is not running"],
  [EXIT.partial, "partially completed; run the same command again to continue"],
  [EXIT.api, "the deployed API returned an error or did not respond"],
  [EXIT.interrupted, "interrupted by Ctrl-C (logs --follow exits 0)"],
];

/** The text that `help exit-codes` prints. */
export function exitCodesTopic(): string {
  const lines = EXIT_CODES.map(([code, meaning]) => `  ${String(code).padStart(3)}  ${meaning}\n`);
  return `Exit codes of todo-api:\n\n${lines.join("")}`;
}
