/** dynalite does not include types. This file declares the parts that the engine uses. */
declare module "dynalite" {
  import type { Server } from "node:http";

  interface DynaliteOptions {
    /** The folder that contains the LevelDB database. If omitted, the tables are kept in memory. */
    readonly path?: string;
    readonly createTableMs?: number;
    readonly deleteTableMs?: number;
    readonly updateTableMs?: number;
  }

  /** Creates an HTTP server with DynamoDB's JSON protocol. It is not listening yet. */
  function dynalite(options?: DynaliteOptions): Server;
  export = dynalite;
}
