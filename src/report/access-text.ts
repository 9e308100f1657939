import type { StackSettings } from "../config/stack-settings.ts";

/** Who may call the API, after "API access: " or in a column of its own. */
export function accessText({ auth }: Pick<StackSettings, "auth">): string {
  return TEXTS[auth];
}

const TEXTS: Readonly<Record<StackSettings["auth"], string>> = {
  none: "public: everyone may call the API (--auth)",
  iam: "callers whose signed requests IAM allows (--auth)",
};
