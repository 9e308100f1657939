import { ACTIONS, type Action } from "../api/routes.ts";
import { usageError } from "../errors.ts";
import { listWithOr } from "../text/word-list.ts";
import { MAX_CHARACTERS, NONE, type Setting } from "./setting.ts";

/**
 * The key of each function's role setting. The setting's value is the ARN of an existing role, or "none" for a role
 * that todo-api creates.
 */
const KEYS = {
  create: "roleCreate",
  read: "roleRead",
  update: "roleUpdate",
  delete: "roleDelete",
  website: "roleWebsite",
} as const satisfies Record<Action, string>;
type Key = (typeof KEYS)[Action];

export type ExistingRoles = Readonly<Record<Key, string | undefined>>;

/**
 * Role names can contain a comma (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html), but the
 * tag values of a table cannot.
 */
const ROLE_ARN = /^arn:aws[\w-]*:iam::\d{12}:role\/(?:[\w+=.@-]+\/)*[\w+=.@-]{1,64}$/;

export const EXISTING_ROLES = {
  create: existingRole("create"),
  read: existingRole("read"),
  update: existingRole("update"),
  delete: existingRole("delete"),
  website: existingRole("website"),
};

/** The role settings for a stack whose roles are all created by todo-api. */
export const OWN_ROLES: ExistingRoles = {
  roleCreate: undefined,
  roleRead: undefined,
  roleUpdate: undefined,
  roleDelete: undefined,
  roleWebsite: undefined,
};

function existingRole(action: Action): Setting<string | undefined, Key> {
  return {
    key: KEYS[action],
    name: `role-${action}`,
    flag: `--role ${action}`,
    type: "string",
    expected: `the ARN of an IAM role (at most ${MAX_CHARACTERS} characters, no comma), or ${NONE}`,
    parse: (text) => (text === NONE || (ROLE_ARN.test(text) && text.length <= MAX_CHARACTERS) ? text : undefined),
    toText: String,
    defaultFor: () => undefined,
  };
}

/** The ARN of a function's existing role; undefined if todo-api creates its role. */
export function existingRoleOf(settings: ExistingRoles, action: string): string | undefined {
  const known = ACTIONS.find((one) => one === action);
  const arn = known && settings[KEYS[known]];
  return arn === NONE ? undefined : arn;
}

/** Parses the values of --role, such as "create=arn:...", without checking the ARNs. */
export function parseRoleFlags(given: readonly string[]): Readonly<Partial<Record<Key, string>>> {
  const roles = new Map<string, string>();
  for (const text of given) {
    const [, name, arn = ""] = /^([^=]*)=(.*)$/s.exec(text) ?? [];
    const action = ACTIONS.find((one) => one === name);
    if (action === undefined)
      throw usageError(
        `--role must be FUNCTION=ARN, where FUNCTION is ${listWithOr(ACTIONS)}, not ${JSON.stringify(text)}`,
      );
    if (roles.has(KEYS[action]))
      throw usageError(`--role ${action} is given more than once; give each function one role`);
    roles.set(KEYS[action], arn);
  }
  return Object.fromEntries(roles);
}
