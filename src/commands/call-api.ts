import { type Access, isRestricted } from "../api/resource-policy.ts";
import type { Cloud } from "../aws/cloud.ts";
import { parseDenial, statementFor } from "../aws/denial.ts";
import { explainDenial } from "../aws/explain-denial.ts";
import type { Website } from "../config/api-settings.ts";
import { keyedFetch } from "../items/keyed-fetch.ts";
import type { Fetch } from "../network/fetch.ts";
import { isRecord, parseJson } from "../text/json.ts";
import type { CommandContext } from "./command-context.ts";
import { keySource } from "./key/key-source.ts";

/** Sends todo-api's own requests to a stack's API or page. */
export interface ApiCaller {
  readonly fetch: Fetch;
  /** Whether the access settings restrict callers and may therefore reject this machine or these credentials. */
  readonly mayBeRejected: boolean;
}

/**
 * Returns the caller for an API with these access settings. The caller signs requests if IAM protects the API, and
 * sends the stack's API key if the API requires one.
 */
export function apiCaller(
  context: CommandContext,
  cloud: Cloud,
  access: Access,
  apiUrl: string | undefined,
): ApiCaller {
  return { fetch: fetchFor(context, cloud, access, apiUrl), mayBeRejected: isRestricted(access) };
}

function fetchFor(context: CommandContext, cloud: Cloud, { auth }: Access, apiUrl: string | undefined): Fetch {
  if (auth === "iam") return cloud.signedFetch;
  if (auth === "none" || apiUrl === undefined) return cloud.fetch;
  return keyedFetch(
    cloud.fetch,
    keySource(context, apiUrl, async () => cloud),
  );
}

/**
 * The caller for the page, which requires no credentials. If the API serves the page, the API may reject this machine's
 * IP address.
 */
export function pageCaller(
  { fetch }: Pick<Cloud, "fetch">,
  { website, ...access }: Access & { readonly website: Website },
): ApiCaller {
  return { fetch, mayBeRejected: website === "api" && isRestricted({ ...access, auth: "none" }) };
}

type Response = Pick<Awaited<ReturnType<Fetch>>, "status" | "headers">;

/**
 * Returns the reason for a rejection by a policy or a quota, with a policy statement to add if one would help.
 * Returns undefined if neither rejected the request.
 */
export function rejectionIn({ status, headers }: Response, text: string): string | undefined {
  const name = headers.get("x-amzn-errortype");
  const isQuota = status === 429 && name === "LimitExceededException";
  if (!isQuota && (status !== 403 || name !== "AccessDeniedException")) return undefined;
  const body = parseJson(text);
  const { reason, detail, message, Message } = isRecord(body) ? body : {};
  const why = [reason, detail, message, Message].find((one): one is string => typeof one === "string");
  return why === undefined ? "access denied" : withStatement(why);
}

function withStatement(reason: string): string {
  const denial = parseDenial(new Error(reason));
  return statementFor(denial) ? explainDenial(denial, reason).text : reason;
}

/** Completes "cannot be checked ..." for an endpoint that rejected the request. */
export function uncheckedText(status: number | undefined, rejection: string): string {
  if (status === 429) return "because the quota of the API key is used up";
  // A stack's resource policy denies requests only by IP address, so an explicit deny is due to the address.
  const isAddress = /explicit deny( in a resource-based policy)?\.?$/.test(rejection);
  return isAddress ? "from this address" : "with these credentials";
}
