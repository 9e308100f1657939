import type { GatewayError } from "./gateway-error.ts";

/** What the edge answers, before the headers that every answer has. */
export interface EdgeResponse {
  readonly status: number;
  readonly headers: readonly Header[];
  readonly body: string | Uint8Array;
  /** Set when the edge made the answer itself. */
  readonly error?: GatewayError;
  readonly integration?: IntegrationFacts;
}

/** Name and value; a name may come twice. */
export type Header = readonly [string, string];

/** What is known of the integration, for the access log. */
export interface IntegrationFacts {
  /** What the integration itself answered: of Lambda, 200 even when the function failed. */
  readonly status?: number;
  readonly milliseconds: number;
  readonly requestId?: string | undefined;
  readonly error?: string;
}
