import { isDeepStrictEqual } from "node:util";
import type { Access } from "../../api/resource-policy.ts";
import type { Cloud } from "../../aws/cloud.ts";
import type { Tags } from "../../aws/ownership.ts";
import { ALLOW_IP, AUTH, DENY_IP, GRANT } from "../../config/access-settings.ts";
import type { Setting } from "../../config/setting.ts";
import { tagOf } from "../../config/setting-tags.ts";
import type { Observed } from "../../engine/observe.ts";
import { EXIT, TodoApiError } from "../../errors.ts";
import { accessText } from "../../report/access-text.ts";
import { listDeployments } from "../../resources/rest-api/deployments.ts";
import type { Stack } from "../../stack/stack.ts";
import { parseJson } from "../../text/json.ts";
import { type CommandContext, rerunCommand } from "../command-context.ts";

/** Throws if the table's tags lack the access settings and the defaults would change who may call the API. */
export async function refuseLostAccess(
  { invocation }: CommandContext,
  cloud: Cloud,
  stack: Stack,
  observed: Observed,
): Promise<void> {
  const deployed = await findLostAccess(cloud, stack, observed);
  if (!deployed) return;
  const given = invocation.words === "deploy" ? invocation : { words: "deploy", flags: [] };
  throw new TodoApiError(
    "access-settings-missing",
    EXIT.usage,
    `the table ${stack.table.name} no longer stores who may call the API, and the default settings would change that; nothing was changed\n  deployed  ${accessText(deployed)}\n  default   ${accessText(stack.settings)}`,
    {
      details: { deployed },
      next: [
        { command: rerunCommand(given, flagsOf(deployed, stack.settings)), comment: "keep the deployed settings" },
        { command: rerunCommand(given, flagsOf(stack.settings, deployed)), comment: "use the default settings" },
      ],
    },
  );
}

/**
 * Returns the access settings of the deployed API if neither this command nor the table's tags determine them and the
 * default settings differ.
 */
export async function findLostAccess(
  cloud: Cloud,
  { settings, settingTags, restApi, deployment }: Stack,
  { states }: Observed,
): Promise<Access | undefined> {
  const isKnown = (setting: Setting<unknown>) => isGivenOrStored(setting, settingTags);
  const api = states.stateOf(restApi);
  const allowIp = addressesIn(api?.policy, "NotIpAddress");
  const denyIp = addressesIn(api?.policy, "IpAddress");
  const auth = AUTH.parse(api?.tags[tagOf(AUTH.name)] ?? "");
  const mayBeLost =
    (!isKnown(AUTH) && auth !== undefined && auth !== settings.auth) ||
    (!isKnown(ALLOW_IP) && allowIp.length > 0) ||
    (!isKnown(DENY_IP) && denyIp.length > 0);
  if (!api || !mayBeLost) return undefined;
  const id = states.stateOf(deployment)?.deploymentId;
  const served = (await listDeployments(cloud.apigateway, api.id)).find((one) => one.id === id)?.access;
  const inForce = accessInForce({ settings, settingTags }, served ?? { auth, allowIp, denyIp });
  return isDeepStrictEqual(inForce, accessInForce({ settings, settingTags })) ? undefined : inForce;
}

/** Returns the addresses in a condition of the API's policy. The policy is in canonical form. */
function addressesIn(policy: string | undefined, operator: "IpAddress" | "NotIpAddress"): readonly string[] {
  const [, addresses = "[]"] = new RegExp(`"${operator}":\\{"aws:SourceIp":(\\[.*?\\]|".*?")`).exec(policy ?? "") ?? [];
  return [parseJson(addresses)].flat().map(String).sort();
}

/** Returns the access settings: each as given or stored, else as in the deployed API, else its default. */
export function accessInForce(
  { settings, settingTags }: Pick<Stack, "settings" | "settingTags">,
  deployed: { readonly [Key in keyof Access]?: Access[Key] | undefined } = {},
): Access {
  const choose = <Key extends keyof Access>(key: Key, ...needed: readonly Setting<unknown>[]): Access[Key] =>
    needed.every((one) => isGivenOrStored(one, settingTags)) ? settings[key] : (deployed[key] ?? settings[key]);
  return {
    auth: choose("auth", AUTH),
    // A grant depends on the auth mode, so a given or stored grant is used only if the mode is given or stored too.
    grant: choose("grant", AUTH, GRANT),
    allowIp: choose("allowIp", ALLOW_IP),
    denyIp: choose("denyIp", DENY_IP),
  };
}

function isGivenOrStored({ name }: Setting<unknown>, settingTags: Tags): boolean {
  return settingTags[tagOf(name)] !== undefined;
}

/** The flags for the settings in which `desired` differs from `other`. */
function flagsOf(desired: Access, other: Access): string {
  return [
    flagOf(AUTH, desired.auth, other.auth),
    flagOf(GRANT, desired.auth === "iam" ? desired.grant : [], other.auth === "iam" ? other.grant : []),
    flagOf(ALLOW_IP, desired.allowIp, other.allowIp),
    flagOf(DENY_IP, desired.denyIp, other.denyIp),
  ]
    .flat()
    .join(" ");
}

function flagOf<Value>({ name, toText }: Setting<Value>, desired: Value, other: Value): string[] {
  return isDeepStrictEqual(desired, other) ? [] : [`--${name} ${toText(desired)}`];
}
