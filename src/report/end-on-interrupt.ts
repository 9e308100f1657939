import type { Io } from "../io.ts";

/** Returns what ends a live view. Ctrl-C ends it as well, so that no half-drawn line stays if the process ends before the command does. */
export function endOnInterrupt({ onInterrupt }: Io, end: () => void): () => void {
  const release = onInterrupt((why) => {
    if (why === "closed-pipe") return;
    // Not immediately, for the same reason as in interruptible.ts.
    queueMicrotask(release);
    end();
  });
  return () => {
    release();
    end();
  };
}
