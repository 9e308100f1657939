type Strings = Readonly<Record<string, string | undefined>>;

/** The parts of API Gateway's proxy event (v1) that the handlers read; a direct invocation may lack any of them. */
export interface ApiEvent {
  readonly httpMethod?: string;
  readonly resource?: string;
  readonly path?: string;
  readonly headers?: Strings | null;
  readonly queryStringParameters?: Strings | null;
  readonly multiValueQueryStringParameters?: Readonly<Record<string, readonly string[] | undefined>> | null;
  readonly pathParameters?: Strings | null;
  readonly body?: string | null;
  readonly isBase64Encoded?: boolean;
  readonly requestContext?: { readonly path?: string; readonly domainName?: string; readonly requestId?: string };
}

/** Returns the value of a header. `name` must be lowercase; API Gateway keeps the caller's casing. */
export function header(event: ApiEvent, name: string): string | undefined {
  return Object.entries(event.headers ?? {}).find(([key]) => key.toLowerCase() === name)?.[1];
}

/** The origin that the caller used. Removes invalid characters, because a direct invocation can contain any. */
export function originOf(event: ApiEvent): string {
  const scheme = header(event, "x-forwarded-proto") === "http" ? "http" : "https";
  const host = header(event, "host") ?? event.requestContext?.domainName ?? "";
  return `${scheme}://${host.replace(/[^\w.:[\]-]/g, "")}`;
}

export function bodyOf({ body, isBase64Encoded }: ApiEvent): Buffer {
  return Buffer.from(body ?? "", isBase64Encoded === true ? "base64" : "utf8");
}
