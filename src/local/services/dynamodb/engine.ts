import type { EngineResponse, SendToEngine } from "./send-to-engine.ts";
import type { TransactionJournal } from "./transaction/transaction-journal.ts";

/** The DynamoDB engine behind the front: a table store for each region, in a thread of its own. */
export interface DynamoDbEngine {
  /** Sends one JSON 1.0 request to the engine's table space of a region. */
  send(region: string, operation: string, body: string): Promise<EngineResponse>;
  /** Does something that nothing else may see half done: every other request, to whatever region, waits until it has ended. */
  alone<Done>(region: string, work: (send: SendToEngine, journal: TransactionJournal) => Promise<Done>): Promise<Done>;
  /** The folder of a region's items; undefined in memory. */
  folderOf(region: string): string | undefined;
  close(): Promise<void>;
}
