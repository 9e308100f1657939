import type { Setting } from "./setting.ts";

export interface PermissionsBoundary {
  /** The ARN of the permissions boundary of every role, or "none"; undefined leaves the roles' boundaries unchanged. */
  readonly permissionsBoundary: string | undefined;
}

export const PERMISSIONS_BOUNDARY: Setting<string | undefined, "permissionsBoundary"> = {
  key: "permissionsBoundary",
  name: "permissions-boundary",
  type: "string",
  option: { value: "<arn>", help: "permissions boundary of the roles that todo-api creates, or none" },
  expected: "the ARN of an IAM policy (path and name of at most 200 characters, no comma), or none",
  // Policy names can contain a comma, but the tag values of a table cannot.
  parse: (text) => (/^(none|arn:aws[\w-]*:iam::(aws|\d{12}):policy\/[\w+=.@/-]{1,200})$/.test(text) ? text : undefined),
  toText: String,
  defaultFor: () => undefined,
};
