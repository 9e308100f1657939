/** The time, and the signal that ends every wait. */
export interface ClockAndSignal {
  /** Milliseconds since the epoch. */
  now(): number;
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
  readonly signal: AbortSignal;
}
