import { EXISTING_ROLE, rolesOfAll } from "./existing-role.ts";

/** Settings of a stack, as environment variables, that change which calls the commands make. */
export type SettingVariables = Readonly<Record<string, string>>;

export const KEYED: SettingVariables = { TODO_API_AUTH: "api-key", TODO_API_QUOTA: "1000/day" };
export const SIGNED: SettingVariables = {
  TODO_API_AUTH: "iam",
  TODO_API_GRANT: EXISTING_ROLE,
  TODO_API_ALLOW_IP: "127.0.0.0/8 ::1/128",
  TODO_API_DENY_IP: "192.0.2.0/24",
};
export const PAGE: SettingVariables = { TODO_API_WEBSITE: "api" };
export const NO_PAGE: SettingVariables = { TODO_API_WEBSITE: "none" };
export const TABLE_POLICY: SettingVariables = { TODO_API_TABLE_POLICY: "1" };
export const EXISTING: SettingVariables = rolesOfAll(EXISTING_ROLE);
