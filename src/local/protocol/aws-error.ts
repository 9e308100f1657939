/** An error as a service answers it: `code` is the code on the wire, `fields` are further members of the error's body. */
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
}

/** What the local cloud answers where AWS would do more than it can: never a silent success. */
export function notSupported(what: string): AwsError {
  return new AwsError("NotSupportedByLocalCloud", 400, `${what} is not supported by the local cloud.`);
}
