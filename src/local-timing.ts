/** How fast a local cloud responds: immediately, or with the delays of AWS. */
export const LOCAL_TIMINGS = ["instant", "realistic"] as const;
export type LocalTiming = (typeof LOCAL_TIMINGS)[number];
