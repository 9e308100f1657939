import type { Server } from "node:http";
import { closeServer, listen } from "../http/listen.ts";
import type { Clock } from "../timing/clock.ts";

const PAUSE_MILLISECONDS = 20;

/**
 * Stops listening, drops every connection, and listens on the same port again after a number of milliseconds, unless
 * the local cloud has been stopped by then.
 */
export async function takeDown(
  server: Server,
  clock: Clock,
  milliseconds: number,
  isStopped: () => boolean,
): Promise<void> {
  const address = server.address();
  if (!server.listening || typeof address !== "object" || !address) return;
  await Promise.all([closeServer(server), clock.sleep(milliseconds)]);
  while (!isStopped() && !(await tryToListen(server, address.port))) await clock.sleep(PAUSE_MILLISECONDS);
  if (isStopped()) await closeServer(server);
}

/** Returns false on failure, for example because another program's connection is briefly using the port. */
async function tryToListen(server: Server, port: number): Promise<boolean> {
  try {
    await listen(server, port);
    return true;
  } catch {
    return false;
  }
}
