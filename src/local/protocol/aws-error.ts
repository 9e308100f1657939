/** An error as a service returns it: `code` is the code on the wire; `fields` are additional members of the body. */
export class AwsError extends Error {
  readonly code: string;
  readonly status: number;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    code: string,
    status: number,
    message: string,
    more: {
      readonly fields?: Readonly<Record<string, unknown>>;
      readonly headers?: Readonly<Record<string, string>>;
    } = {},
  ) {
    super(message);
    this.name = "AwsError";
    this.code = code;
    this.status = status;
    this.fields = more.fields ?? {};
    this.headers = more.headers ?? {};
  }

  /** The code without its namespace, as SDKs name the error. */
  get errorName(): string {
    return this.code.replace(/^.*#/, "");
  }
}

/** Creates the error for a feature that the local cloud lacks: a call that uses it must never appear to succeed. */
export function notSupported(what: string): AwsError {
  return new AwsError("NotSupportedByLocalCloud", 400, `${what} is not supported by the local cloud.`);
}
