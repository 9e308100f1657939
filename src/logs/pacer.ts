/** Time, and what ends every wait. */
export interface World {
  /** Milliseconds since the epoch. */
  now(): number;
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
  readonly signal: AbortSignal;
}

/** Waits until one more call keeps to so many calls in any stretch of so many milliseconds. */
export function createPacer(world: World, calls: number, milliseconds: number): () => Promise<void> {
  const starts: number[] = [];
  return async () => {
    const oldest = starts.length < calls ? undefined : starts.shift();
    const early = oldest === undefined ? 0 : oldest + milliseconds - world.now();
    if (early > 0) await world.sleep(Math.min(early, milliseconds), world.signal);
    starts.push(world.now());
  };
}
