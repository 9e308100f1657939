import type { StackSettings } from "../config/stack-settings.ts";
import type { Next } from "../errors.ts";

type AccessSettings = Pick<StackSettings, "auth" | "grant" | "allowIp" | "denyIp">;

/** Describes who may call the API. */
export function accessText({ auth, grant, allowIp, denyIp }: AccessSettings): string {
  return [
    auth === "none" && allowIp.length + denyIp.length > 0 ? "no credentials required (--auth)" : TEXTS[auth],
    ...(grant.length > 0 ? [`granted to ${grant.join(", ")} (--grant)`] : []),
    ...(allowIp.length > 0 ? [`only from ${allowIp.join(", ")} (--allow-ip)`] : []),
    ...(denyIp.length > 0 ? [`not from ${denyIp.join(", ")} (--deny-ip)`] : []),
  ].join("; ");
}

/** The warning about an API that requires a key but has no key. */
export const KEYLESS = "every API key was revoked, so the API rejects every request";
/** The hint to create an API key. */
export const NEXT_KEY: Next = { command: "todo-api key rotate", comment: "create an API key" };

const TEXTS: Readonly<Record<StackSettings["auth"], string>> = {
  none: "public; anyone can call the API (--auth)",
  "api-key": "callers with an API key (--auth)",
  iam: "callers whose signed requests IAM allows (--auth)",
};
