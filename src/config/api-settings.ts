import { type Setting, SWITCH } from "./setting.ts";

/** The settings for the API and for the page that calls it. */
export interface ApiSettings {
  /** Whether one request can delete the whole collection. */
  readonly allowClear: boolean;
  /** The maximum number of requests per period for each API key; undefined and "none" mean no limit. */
  readonly quota: Quota | "none" | undefined;
  /** The request limit of the stage, for all callers combined. */
  readonly throttle: Throttle;
  /** What serves the page: an S3 website, or the API over HTTPS; "none" means that the stack has no page. */
  readonly website: Website;
}

interface Quota {
  readonly limit: number;
  readonly period: "day" | "week" | "month";
}

export interface Throttle {
  /** Requests per second, on average. */
  readonly rate: number;
  /** The maximum burst, in requests. */
  readonly burst: number;
}

export type Website = "s3" | "api" | "none";

export const ALLOW_CLEAR: Setting<boolean, "allowClear"> = {
  ...SWITCH,
  key: "allowClear",
  name: "allow-clear",
  option: {
    help: "allow deleting all items with one request (the default for the dev stage)",
    helpOff: "reject such a request",
  },
  defaultFor: ({ stage }) => stage === "dev",
};

export const QUOTA: Setting<Quota | "none" | undefined, "quota"> = {
  key: "quota",
  name: "quota",
  type: "string",
  option: {
    value: "<number/period>",
    help: "requests per API key per day, week or month, such as 1000/day, or none",
  },
  expected: "1 to 999999999 requests per day, week or month, such as 1000/day, or none",
  parse(text) {
    if (text === "none") return text;
    const [, limit, period] = /^([1-9]\d{0,8})\/(day|week|month)$/.exec(text) ?? [];
    if (period !== "day" && period !== "week" && period !== "month") return undefined;
    return { limit: Number(limit), period };
  },
  toText: (quota) => (typeof quota === "object" ? `${quota.limit}/${quota.period}` : "none"),
  defaultFor: () => undefined,
};

/**
 * The default quotas per account and region
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html).
 */
const MAX_THROTTLE: Throttle = { rate: 10_000, burst: 5_000 };

export const THROTTLE: Setting<Throttle, "throttle"> = {
  key: "throttle",
  name: "throttle",
  type: "string",
  option: {
    value: "<rate[/burst]>",
    help: "requests per second and burst size, for all callers combined (default: 25/50)",
  },
  expected: `RATE or RATE/BURST in whole numbers (RATE from 1 to ${MAX_THROTTLE.rate} requests per second, BURST from 1 to ${MAX_THROTTLE.burst})`,
  parse(text) {
    const [, first, second] = /^([1-9]\d{0,4})(?:\/([1-9]\d{0,3}))?$/.exec(text) ?? [];
    if (first === undefined) return undefined;
    const rate = Number(first);
    const burst = second === undefined ? Math.min(2 * rate, MAX_THROTTLE.burst) : Number(second);
    return rate <= MAX_THROTTLE.rate && burst <= MAX_THROTTLE.burst ? { rate, burst } : undefined;
  },
  toText: ({ rate, burst }) => `${rate}/${burst}`,
  // By default, anyone who finds the API can send requests, and each one costs money.
  defaultFor: () => ({ rate: 25, burst: 50 }),
};

export const WEBSITE: Setting<Website, "website"> = {
  key: "website",
  name: "website",
  type: "string",
  option: { value: "<where>", help: "where the website is served: s3, api (by the API itself) or none (default: s3)" },
  expected: "s3, api or none",
  parse: (text) => (text === "s3" || text === "api" || text === "none" ? text : undefined),
  toText: String,
  defaultFor: () => "s3",
};
