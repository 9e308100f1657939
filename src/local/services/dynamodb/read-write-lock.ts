/** Runs shared work concurrently, and exclusive work while nothing else is running. */
interface ReadWriteLock {
  /** Runs `work` concurrently with other shared work, once no exclusive work is running or waiting. */
  shared<Done>(work: () => Promise<Done>): Promise<Done>;
  /** Runs `work` after all running work and all earlier exclusive work have ended, before any waiting shared work. */
  exclusive<Done>(work: () => Promise<Done>): Promise<Done>;
}

export function createReadWriteLock(): ReadWriteLock {
  const running = new Set<Promise<unknown>>();
  /** The latest exclusive work that is running or waiting. Never rejects. */
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
