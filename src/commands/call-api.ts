import { type Access, isRestricted } from "../api/resource-policy.ts";
import type { Cloud } from "../aws/cloud.ts";
import type { Website } from "../config/stack-settings.ts";
import type { Fetch } from "../network/fetch.ts";
import { isRecord, parseJson } from "../text/json.ts";

/** How the tool's own requests reach the API of a stack. */
export interface ApiCaller {
  readonly fetch: Fetch;
  /** Whether the API may reject this machine or its credentials, because its settings restrict who may call it. */
  readonly mayBeRejected: boolean;
}

/** The caller for an API with these settings: signs its requests if IAM protects the API. */
export function apiCaller({ fetch, signedFetch }: Pick<Cloud, "fetch" | "signedFetch">, access: Access): ApiCaller {
  return { fetch: access.auth === "iam" ? signedFetch : fetch, mayBeRejected: isRestricted(access) };
}

/** The caller for the page: everyone can load it, but the API that serves it may reject this machine's address. */
export function pageCaller(
  { fetch }: Pick<Cloud, "fetch">,
  { website, ...access }: Access & { readonly website: Website },
): ApiCaller {
  return { fetch, mayBeRejected: website === "api" && isRestricted({ ...access, auth: "none" }) };
}

type Response = Pick<Awaited<ReturnType<Fetch>>, "status" | "headers">;

/** Why policies do not allow a request, in the words of the response; undefined for any other response. */
export function rejectionIn({ status, headers }: Response, text: string): string | undefined {
  if (status !== 403 || headers.get("x-amzn-errortype") !== "AccessDeniedException") return undefined;
  const body = parseJson(text);
  const { reason, detail, message, Message } = isRecord(body) ? body : {};
  return [reason, detail, message, Message].find((one): one is string => typeof one === "string") ?? "access denied";
}
