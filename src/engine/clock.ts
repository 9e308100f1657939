/** Time, and the signal that stops a run. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Rejects with the signal's reason when the signal is aborted. */
  sleep(milliseconds: number): Promise<void>;
  readonly signal: AbortSignal;
}
