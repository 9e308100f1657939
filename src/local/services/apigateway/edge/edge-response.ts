import type { GatewayError } from "./gateway-error.ts";

/** A response from the edge, without the headers that the edge adds to every response. */
export interface EdgeResponse {
  readonly status: number;
  readonly headers: readonly Header[];
  readonly body: string | Uint8Array;
  /** The edge's own error, if the response reports one. */
  readonly error?: GatewayError;
  readonly integration?: IntegrationFacts;
}

/** A header's name and value. */
export type Header = readonly [string, string];

/** The facts about the integration, for the access log. */
export interface IntegrationFacts {
  /** The integration's own status. For Lambda, it is 200 even if the function failed. */
  readonly status?: number;
  readonly milliseconds: number;
  readonly requestId?: string | undefined;
  readonly error?: string;
}
