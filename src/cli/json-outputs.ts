/** The schemas of a command's `--json` output, by their names in bin/schemas. */
export interface JsonOutput {
  /** The command, with the flag or argument that selects this output, if any. */
  readonly command: string;
  /** The possible schemas of each line or, if there is a `result`, of each line before the last. */
  readonly lines?: readonly string[];
  /** The possible schemas of the last line or, if there are no `lines`, of the whole output. */
  readonly result?: readonly string[];
}

/** The schema of the output of a command that fails. */
export const JSON_ERROR = "error";

const PROGRESS = ["progress"];

/** The outputs of all commands. */
export const JSON_OUTPUTS: readonly JsonOutput[] = [
  { command: "deploy", lines: PROGRESS, result: ["deployed", "stopped"] },
  { command: "plan", result: ["plan"] },
  { command: "status", result: ["status"] },
  { command: "audit", result: ["audit"] },
  { command: "rollback", lines: ["rollback-plan", ...PROGRESS], result: ["rolled-back", "stopped"] },
  { command: "rollback --list", result: ["releases"] },
  { command: "openapi", result: ["openapi"] },
  { command: "policy", result: ["policy"] },
  { command: "destroy", lines: PROGRESS, result: ["destroyed", "stopped"] },
  { command: "orphans", result: ["orphans"] },
  { command: "orphans --remove", lines: PROGRESS, result: ["orphans-removed", "stopped"] },
  { command: "items add", result: ["item"] },
  { command: "items add -", result: ["added-items"] },
  { command: "items list", result: ["items", "items-fields"] },
  { command: "items get", result: ["item", "item-fields"] },
  { command: "items update", result: ["item"] },
  { command: "items done", result: ["items"] },
  { command: "items undone", result: ["items"] },
  { command: "items delete", result: ["deleted-items"] },
  { command: "items export", lines: ["item"] },
  { command: "items export --output", result: ["exported"] },
  { command: "items clear", result: ["cleared"] },
  { command: "key show", result: ["key"] },
  { command: "key rotate", result: ["key-rotated"] },
  { command: "key revoke", result: ["keys-revoked"] },
  { command: "logs", lines: ["log-line"] },
  { command: "local start", result: ["local-started"] },
  { command: "local stop", result: ["local-stopped"] },
  { command: "local status", result: ["local-status"] },
  { command: "local reset", result: ["local-reset"] },
  { command: "local adopt", result: ["local-adopted"] },
  { command: "local fault", result: ["faults"] },
  { command: "version", result: ["version"] },
];
