import type { StackSettings } from "../config/stack-settings.ts";

type AccessSettings = Pick<StackSettings, "auth" | "grant" | "allowIp" | "denyIp">;

/** Who may call the API, after "API access: " or in a column of its own. */
export function accessText({ auth, grant, allowIp, denyIp }: AccessSettings): string {
  return [
    auth === "none" && allowIp.length > 0 ? "no credentials required (--auth)" : TEXTS[auth],
    ...(grant.length > 0 ? [`granted to ${grant.join(", ")} (--grant)`] : []),
    ...(allowIp.length > 0 ? [`only from ${allowIp.join(", ")} (--allow-ip)`] : []),
    ...(denyIp.length > 0 ? [`not from ${denyIp.join(", ")} (--deny-ip)`] : []),
  ].join("; ");
}

const TEXTS: Readonly<Record<StackSettings["auth"], string>> = {
  none: "public: everyone may call the API (--auth)",
  "api-key": "callers with an API key (--auth)",
  iam: "callers whose signed requests IAM allows (--auth)",
};
