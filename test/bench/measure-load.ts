import autocannon from "autocannon";

export interface Load {
  readonly requestsPerSecond: number;
  /** Milliseconds. */
  readonly p99: number;
  readonly failures: number;
}

export const CONNECTIONS = 8;
const WARM_SECONDS = 10;
const SECONDS = 8;

/** Sends requests to one address: a warm-up, then the measurement. */
export async function measureLoad(url: string): Promise<Load> {
  await autocannon({ url, connections: CONNECTIONS, duration: WARM_SECONDS });
  const result = await autocannon({ url, connections: CONNECTIONS, duration: SECONDS });
  return {
    requestsPerSecond: result.requests.average,
    p99: result.latency.p99,
    failures: result.non2xx + result.errors + result.timeouts,
  };
}
