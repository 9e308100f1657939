import { MAX_CHARACTERS, type Setting } from "./setting.ts";

export interface PermissionsBoundary {
  /** The ARN of the permissions boundary for all roles, or "none"; undefined leaves the roles' boundaries unchanged. */
  readonly permissionsBoundary: string | undefined;
}

export const PERMISSIONS_BOUNDARY: Setting<string | undefined, "permissionsBoundary"> = {
  key: "permissionsBoundary",
  name: "permissions-boundary",
  type: "string",
  option: { value: "<arn>", help: "permissions boundary for the roles that todo-api creates, or none" },
  expected: `the ARN of an IAM policy (at most ${MAX_CHARACTERS} characters, no comma), or none`,
  parse: (text) => (BOUNDARY.test(text) && text.length <= MAX_CHARACTERS ? text : undefined),
  toText: String,
  defaultFor: () => undefined,
};

// Policy names can contain a comma, but the tag values of a table cannot.
const BOUNDARY = /^(none|arn:aws[\w-]*:iam::(aws|\d{12}):policy\/[\w+=.@/-]+)$/;
