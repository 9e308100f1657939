/** Sends a request to the engine's tables of one region. */
export type SendToEngine = (operation: string, body: string) => Promise<EngineResponse>;

export interface EngineResponse {
  readonly status: number;
  readonly body: string;
}
