import { isIP } from "node:net";
import type { Access } from "../api/resource-policy.ts";
import { AUTH_MODES, type Auth } from "../api/security.ts";
import { MAX_CHARACTERS, NONE, type Setting } from "./setting.ts";

export const AUTH: Setting<Auth, "auth"> = {
  key: "auth",
  name: "auth",
  type: "string",
  option: {
    value: "<mode>",
    help: "how callers authenticate: none (public API), api-key or iam (signed requests); default: none",
  },
  expected: "none, api-key or iam",
  parse: (text) => AUTH_MODES.find((auth) => auth === text),
  toText: String,
  defaultFor: () => "none",
};

export const GRANT = listSetting({
  key: "grant",
  name: "grant",
  option: { value: "<arn...>", help: "roles, users or accounts that may call the API, or none (requires --auth iam)" },
  expected: "none, or account IDs or ARNs of IAM roles or users",
  // Names of roles and users can contain a comma, but the tag values of a table cannot.
  isEntry: (text) => /^(\d{12}|arn:aws[\w-]*:iam::\d{12}:(root|(role|user)\/[\w+=.@/-]+))$/.test(text),
});

export const ALLOW_IP = listSetting({
  key: "allowIp",
  name: "allow-ip",
  option: { value: "<range...>", help: "accept requests only from these IP ranges, or none for no restriction" },
  ...addressRanges(),
});

export const DENY_IP = listSetting({
  key: "denyIp",
  name: "deny-ip",
  option: { value: "<range...>", help: "reject requests from these IP ranges, or none for no restriction" },
  ...addressRanges(),
});

/** A setting whose value is a list. As text, the entries are separated by spaces; an empty list is "none". */
function listSetting<Key extends Exclude<keyof Access, "auth">>({
  isEntry,
  ...setting
}: Pick<Setting<unknown, Key>, "key" | "name" | "option" | "expected"> & {
  isEntry(text: string): boolean;
}): Setting<readonly string[], Key> {
  return {
    ...setting,
    type: "list of strings",
    parse(text) {
      const values = valuesIn(text);
      if (values.join() === NONE) return [];
      return values.length > 0 && values.every(isEntry) && values.join(" ").length <= MAX_CHARACTERS
        ? values
        : undefined;
    },
    faultOf(text) {
      const values = valuesIn(text);
      if (values.length > 1 && values.includes(NONE)) return "must be none or a list, not both";
      const wrong = values.length > 0 ? values.find((value) => !isEntry(value)) : text;
      return wrong === undefined
        ? `is too long (${values.join(" ").length} characters including spaces, maximum ${MAX_CHARACTERS})`
        : `must be ${setting.expected}, not ${JSON.stringify(wrong)}`;
    },
    toText: (values) => (values.length === 0 ? NONE : values.join(" ")),
    defaultFor: () => [],
  };
}

/** Returns the values without duplicates, and sorted, because their order has no meaning. */
function valuesIn(text: string): readonly string[] {
  return [...new Set(text.split(/[\s,]+/).filter((value) => value !== ""))].sort();
}

function addressRanges() {
  return {
    expected: "none, or IPv4 or IPv6 addresses or ranges, such as 192.0.2.0/24 or 2001:db8::/32",
    isEntry: isRange,
  };
}

function isRange(text: string): boolean {
  const [, address = "", bits] = /^([\da-fA-F.:]+)(?:\/(0|[1-9]\d{0,2}))?$/.exec(text) ?? [];
  const version = isIP(address);
  return version !== 0 && (bits === undefined || Number(bits) <= (version === 4 ? 32 : 128));
}
