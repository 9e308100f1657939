import type { Io } from "../io.ts";

/**
 * Returns a function that ends a live view. Ctrl-C ends it too, so that no half-drawn line remains if the process ends
 * before the function is called.
 */
export function endOnInterrupt({ onInterrupt }: Io, end: () => void): () => void {
  const release = onInterrupt((why) => {
    if (why === "closed-pipe") return;
    // Deferred, because another listener (ora, for the cursor) ends the process if it is the only one left.
    queueMicrotask(release);
    end();
  });
  return () => {
    release();
    end();
  };
}
