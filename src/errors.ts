/** The exit codes of `todo-api`. */
export const EXIT = {
  ok: 0,
  failure: 1,
  /** The command line or the configuration is wrong; nothing was changed. */
  usage: 2,
  /** With `--exit-code`, `plan` found changes or `orphans` found orphans. For `audit`, a control failed. */
  changes: 3,
  /** Credentials are missing, expired or rejected, or lack a permission; or the API rejects the caller's IP address. */
  auth: 4,
  /** The stack, its release or its API key does not exist, or the local cloud does not exist or is not running. */
  notFound: 5,
  /** Some of the work is done; running the same command again continues it. */
  partial: 7,
  /** The deployed API returned an error or did not respond. */
  api: 8,
  interrupted: 130,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** A command to run next, and what it does. */
export interface Next {
  readonly command: string;
  /** A few words that are printed after "#", such as "skip the prompt". */
  readonly comment: string;
}

/** An error that is printed as its message and hints, without a stack trace. Programs may rely on its `code`. */
export class TodoApiError extends Error {
  readonly code: string;
  readonly exitCode: ExitCode;
  readonly next: readonly Next[];
  /** Additional facts for `--json`, such as the resource, AWS's request ID, or the API's validation errors. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    code: string,
    exitCode: ExitCode,
    message: string,
    more: {
      readonly next?: readonly Next[];
      readonly details?: Readonly<Record<string, unknown>>;
      readonly cause?: unknown;
    } = {},
  ) {
    super(message, { cause: more.cause });
    this.name = "TodoApiError";
    this.code = code;
    this.exitCode = exitCode;
    this.next = more.next ?? [];
    this.details = more.details ?? {};
  }
}

/** The error for invalid input, such as a flag, a variable or the configuration file. */
export function usageError(message: string, next: readonly Next[] = []): TodoApiError {
  return new TodoApiError("usage", EXIT.usage, message, { next });
}

/** Returns the code of an error, such as Node's "ENOENT"; undefined if it has no code. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error ? String(error.code) : undefined;
}

/** Whether an error has one of these codes. */
export function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return codes.some((code) => code === codeOf(error));
}
