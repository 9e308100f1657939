/** An API's response. */
export interface ApiResponse {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed JSON; undefined if there is none. */
  readonly body: unknown;
}

/** Sends one request; an object becomes a JSON body. */
export async function call(
  method: string,
  url: string,
  body?: object | string,
  headers: Readonly<Record<string, string>> = {},
): Promise<ApiResponse> {
  const text = typeof body === "object" ? JSON.stringify(body) : body;
  const type: Record<string, string> = text === undefined ? {} : { "content-type": "application/json" };
  const response = await fetch(url, {
    method,
    headers: { ...type, ...headers },
    ...(text !== undefined && { body: text }),
  });
  const received = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: received === "" ? undefined : JSON.parse(received),
  };
}

/** The URL of the next page, if there is one. */
export function nextOf({ headers }: ApiResponse): string | undefined {
  return /<([^>]+)>; rel="next"/.exec(headers.get("link") ?? "")?.[1];
}
