/** A fault in one part of a request: a field of the body (RFC 6901 pointer), a query parameter or a header. */
export type Fault =
  | { readonly pointer: string; readonly detail: string }
  | { readonly parameter: string; readonly detail: string }
  | { readonly header: string; readonly detail: string };

interface Extras {
  readonly errors?: readonly Fault[];
  readonly headers?: Readonly<Record<string, string>>;
  readonly cause?: unknown;
}

/** A failure that is returned to the caller as problem details (RFC 9457); `detail` is a sentence for users. */
export class Problem extends Error {
  override readonly name = "Problem";
  readonly status: number;
  readonly errors: readonly Fault[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, detail: string, extras: Extras = {}) {
    super(detail, { cause: extras.cause });
    this.status = status;
    this.errors = extras.errors ?? [];
    this.headers = extras.headers ?? {};
  }
}

/** A 400 that lists all faults, so that the client can fix them together. */
export function badRequest(faults: readonly Fault[]): Problem {
  return new Problem(400, `The request is not valid: ${faults.map((fault) => fault.detail).join("; ")}.`, {
    errors: faults,
  });
}

const MAX_QUOTED = 100;

/** Quotes the caller's text for a message: truncated, on one line, without characters that hide or reorder others. */
export function quote(text: string): string {
  const characters = [...text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, "\u{fffd}")];
  return `"${characters.length > MAX_QUOTED ? `${characters.slice(0, MAX_QUOTED).join("")}…` : characters.join("")}"`;
}
