/** The DynamoDB engine behind the front: dynalite, called without a network hop. */
export interface DynamoDbEngine {
  /** Sends one JSON 1.0 request to the engine's table space of a region. */
  send(region: string, operation: string, body: Uint8Array | string): Promise<EngineAnswer>;
  /** Does something that nothing else may see half done: every other request, to whatever region, waits until it has ended. */
  alone<Done>(region: string, work: (send: SendToEngine) => Promise<Done>): Promise<Done>;
  close(): Promise<void>;
}

/** Sends a request to the engine's table space of one region. */
export type SendToEngine = (operation: string, body: Uint8Array | string) => Promise<EngineAnswer>;

export interface EngineAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}
