import type { Clock } from "../../engine/clock.ts";
import { findInTime } from "../../engine/wait.ts";
import { codeOf } from "../../errors.ts";
import { type ApiCaller, uncheckedText } from "../call-api.ts";
import { isThrottled, type ProbeResponse, probe } from "../probe.ts";

/** Whether the API or the page responds. */
export interface Health {
  readonly url?: string;
  readonly healthy: boolean;
  readonly status?: number;
  /** The reason, if there was no response. */
  readonly error?: string;
  /** The reason, if the access settings or a used-up quota reject the caller; the health is then unknown. */
  readonly rejection?: string;
}

/** Whether the page responds. */
export interface WebsiteHealth extends Health {
  /** The address of the S3 website, if it differs from the page's URL. */
  readonly endpoint?: string;
}

/** Whether the API and the page of a stack respond. */
export interface StackHealth {
  readonly api: Health;
  /** Undefined for a stack without a website. */
  readonly website?: WebsiteHealth;
}

/** API Gateway itself waits this long for a function. */
const RESPONSE_SECONDS = 29;

/** The callers for the API and the page. */
export interface Callers {
  readonly api: ApiCaller;
  readonly page: ApiCaller;
}

/** Requests the page, and one item from the API. */
export async function checkHealth(
  apiUrl: string | undefined,
  websiteUrl: string | undefined,
  clock: Clock,
  callers: Callers,
): Promise<Required<StackHealth>> {
  const [api, website] = await Promise.all([
    healthOf(apiUrl, "/items?limit=1", clock, callers.api),
    healthOf(websiteUrl, "", clock, callers.page),
  ]);
  return { api, website };
}

async function healthOf(
  url: string | undefined,
  path: string,
  clock: Clock,
  { fetch, mayBeRejected }: ApiCaller,
): Promise<Health> {
  if (url === undefined) return { healthy: false, error: "not deployed" };
  try {
    const { status, rejection } = await probeWithinLimit(fetch, `${url}${path}`, clock);
    if (mayBeRejected && rejection !== undefined) return { url, healthy: false, status, rejection };
    return { url, healthy: status === 200, status };
  } catch (error) {
    return { url, healthy: false, error: reasonOf(error) };
  }
}

/** Repeats a throttled request, because its response does not show the state of the API. */
async function probeWithinLimit(fetch: ApiCaller["fetch"], url: string, clock: Clock): Promise<ProbeResponse> {
  let last: ProbeResponse | undefined;
  const wait = { for: "the API's request limit", seconds: 4, firstPauseSeconds: 1 };
  await findInTime(clock, wait, async () => {
    last = await probe(fetch, { url }, { signal: clock.signal, seconds: RESPONSE_SECONDS });
    return isThrottled(last) ? undefined : last;
  });
  if (last === undefined) throw new Error("the wait ended without a response");
  return last;
}

/** The health as text, such as "responds with 200". */
export function healthText({ status, error, rejection }: Health): string {
  if (rejection !== undefined) return `cannot be checked ${uncheckedText(status, rejection)} (${status}: ${rejection})`;
  if (status !== undefined) return `responds with ${status}`;
  return `does not respond (${error})`;
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const other = error.name === "TimeoutError" ? `no response within ${RESPONSE_SECONDS} s` : error.message;
  return codeOf(error.cause) ?? other;
}
