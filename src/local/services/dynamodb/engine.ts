/** The DynamoDB engine behind the front: dynalite, called without a network hop. */
export interface DynamoDbEngine {
  /** Sends one JSON 1.0 request to the engine's table space of a region. */
  send(region: string, operation: string, body: Uint8Array | string): Promise<EngineAnswer>;
  close(): Promise<void>;
}

export interface EngineAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}
