/** Lets work run side by side, and some of it alone: while that runs, nothing else does. */
export interface Turns {
  /** Runs beside others, at once unless something wants to be alone. */
  beside<Done>(work: () => Promise<Done>): Promise<Done>;
  /** Runs when all that began before has ended; what comes later waits. */
  alone<Done>(work: () => Promise<Done>): Promise<Done>;
}

export function createTurns(): Turns {
  const running = new Set<Promise<unknown>>();
  /** The last that runs alone or waits to. Never rejects. */
  let last: Promise<unknown> | undefined;

  return {
    async beside(work) {
      while (last) await last;
      const done = work();
      running.add(done);
      return done.finally(() => running.delete(done));
    },

    alone(work) {
      const before = Promise.allSettled([last, ...running]);
      const done = before.then(work);
      const ended = done.then(forget, forget);
      last = ended;
      return done;

      function forget(): void {
        if (last === ended) last = undefined;
      }
    },
  };
}
