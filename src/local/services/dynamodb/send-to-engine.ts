/** Sends a request to the engine's table space of one region. */
export type SendToEngine = (operation: string, body: string) => Promise<EngineAnswer>;

export interface EngineAnswer {
  readonly status: number;
  readonly body: string;
}
