/** Sends a request to the engine's tables in one region. */
export type SendToEngine = (operation: string, body: string) => Promise<EngineResponse>;

export interface EngineResponse {
  readonly status: number;
  readonly body: string;
}
