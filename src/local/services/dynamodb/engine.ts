import type { EngineResponse } from "./send-to-engine.ts";
import type { TableStore } from "./table-store.ts";

/** The DynamoDB engine: a table store per region, each in its own thread. */
export interface DynamoDbEngine {
  /** Sends one JSON 1.0 request to the engine's tables in a region. */
  send(region: string, operation: string, body: string): Promise<EngineResponse>;
  /** Runs `work` alone: all other requests, to any region, wait. */
  exclusively<Done>(region: string, work: (store: TableStore) => Promise<Done>): Promise<Done>;
  /** The folder with a region's items; undefined if they are in memory. */
  folderOf(region: string): string | undefined;
  close(): Promise<void>;
}
