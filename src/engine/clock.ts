/** A run's clock, and the signal that stops the run. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Rejects with the signal's reason when the signal is aborted. */
  sleep(milliseconds: number): Promise<void>;
  readonly signal: AbortSignal;
}

interface Time {
  now(): number;
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
}

/** Creates a clock whose `sleep` rejects when the signal is aborted. */
export function clockOf({ now, sleep }: Time, signal: AbortSignal): Clock {
  return { now, sleep: (milliseconds) => sleep(milliseconds, signal), signal };
}
