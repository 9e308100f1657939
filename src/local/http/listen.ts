import type { Server } from "node:http";
import { hasCode } from "../../errors.ts";

/**
 * Listens on 127.0.0.1 only, and returns the port. Port 0 selects a free port; if `port` is in use, rejects with
 * EADDRINUSE.
 */
export function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ port, host: "127.0.0.1", exclusive: true }, () => {
      server.off("error", reject);
      const address = server.address();
      resolve(typeof address === "object" && address ? address.port : port);
    });
  });
}

/** Listens on `port`, or on a free port if `port` is in use or not permitted. */
export async function listenOrMove(server: Server, port: number): Promise<number> {
  try {
    return await listen(server, port);
  } catch (error) {
    if (hasCode(error, "EADDRINUSE", "EACCES")) return listen(server, 0);
    throw error;
  }
}

/** Stops listening and drops all open connections. */
export function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
