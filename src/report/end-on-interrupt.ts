import type { Io } from "../io.ts";

/**
 * Returns a function that ends a live view. Ctrl-C ends it too, so that no half-drawn line remains if the process ends
 * first.
 */
export function endOnInterrupt({ onInterrupt }: Io, end: () => void): () => void {
  const release = onInterrupt((why) => {
    if (why === "closed-pipe") return;
    // Not immediately, for the reason given in interruptible.ts.
    queueMicrotask(release);
    end();
  });
  return () => {
    release();
    end();
  };
}
