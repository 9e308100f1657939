/** Lets work run side by side, and some of it alone: while that runs, nothing else does. */
export interface ReadWriteLock {
  /** Runs beside others, at once unless something wants to be alone. */
  shared<Done>(work: () => Promise<Done>): Promise<Done>;
  /** Runs when all that began before has ended; what comes later waits. */
  exclusive<Done>(work: () => Promise<Done>): Promise<Done>;
}

export function createReadWriteLock(): ReadWriteLock {
  const running = new Set<Promise<unknown>>();
  /** The last that runs alone or waits to. Never rejects. */
  let last: Promise<unknown> | undefined;

  return {
    async shared(work) {
      while (last) await last;
      const done = work();
      running.add(done);
      return done.finally(() => running.delete(done));
    },

    exclusive(work) {
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
