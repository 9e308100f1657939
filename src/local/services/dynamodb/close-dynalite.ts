import { once } from "node:events";
import type { Server } from "node:http";

/** Closes a dynalite and its database. Its `close` wants a server that listens, so it does for a moment, on loopback and deaf. */
export async function closeDynalite(server: Server): Promise<void> {
  server.removeAllListeners("request");
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  await new Promise<void>((resolve, reject) => {
    server.close((error) => (error ? reject(error) : resolve()));
  });
}
