/** dynalite has no types. These are the parts of it that the engine uses. */
declare module "dynalite" {
  import type { Server } from "node:http";

  interface DynaliteOptions {
    /** The folder of the LevelDB database. Without one, the tables are in memory. */
    readonly path?: string;
    readonly createTableMs?: number;
    readonly deleteTableMs?: number;
    readonly updateTableMs?: number;
  }

  /** Creates an HTTP server with DynamoDB's JSON protocol. It does not listen yet. */
  function dynalite(options?: DynaliteOptions): Server;
  export = dynalite;
}
