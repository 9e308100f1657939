/** Time and the signal, from outside. */
export interface ClockAndSignal {
  now(): number;
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
  readonly signal: AbortSignal;
}
