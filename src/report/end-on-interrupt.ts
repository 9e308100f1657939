import type { Io } from "../io.ts";

/** Returns a function that ends a live view. Ctrl-C also ends the view, so that no half-drawn line remains. */
export function endOnInterrupt({ onInterrupt }: Io, end: () => void): () => void {
  const release = onInterrupt((why) => {
    if (why === "closed-pipe") return;
    // Deferred, because ora's listener, which restores the cursor, ends the process if no other listener is left.
    queueMicrotask(release);
    end();
  });
  return () => {
    release();
    end();
  };
}
