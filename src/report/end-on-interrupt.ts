import type { Io } from "../io.ts";

/** Returns a function that ends a live view. Ctrl-C also ends the view, so that no half-drawn line remains. */
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
