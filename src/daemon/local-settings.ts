/** The timing of a local cloud: immediate responses, or AWS's delays. */
export const LOCAL_TIMINGS = ["instant", "realistic"] as const;
export type LocalTiming = (typeof LOCAL_TIMINGS)[number];

/** A local cloud's timing, and the seed for its random delays. */
export interface TimingChoice {
  readonly timing: LocalTiming;
  readonly seed?: number;
}

/** Describes the timing, so that users do not mistake simulated durations for actual AWS durations. */
export function timingText({ timing, seed }: TimingChoice): string {
  if (timing === "instant") return timing;
  return `${timing}${seed === undefined ? "" : `, seed ${seed}`}, a simulation of AWS`;
}

/** The pages that may call the APIs of a local cloud: any page, as on AWS, or only the pages of its own websites. */
export const LOCAL_CORS = ["any", "site"] as const;
export type LocalCors = (typeof LOCAL_CORS)[number];

/** The maximum duration of a simulated fault. */
export const MAX_FAULT_SECONDS = 3600;
