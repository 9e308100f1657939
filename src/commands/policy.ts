import { stackLabel } from "../aws/stack-name.ts";
import { OWN_ROLES } from "../config/existing-roles.ts";
import type { GlobalFlags } from "../config/global-flags.ts";
import type { Settings } from "../config/read-settings.ts";
import { readSettingsAnywhere } from "../config/read-settings-anywhere.ts";
import { resolveSettings, type StackSettings } from "../config/stack-settings.ts";
import { readDaemonRecord } from "../daemon/daemon-record.ts";
import { EXIT, usageError } from "../errors.ts";
import { localCloudFolder } from "../files/state-folder.ts";
import type { Io } from "../io.ts";
import { POLICY_COMMANDS, type PolicyCommand, type PolicySettings } from "../stack/operator-policy/grant.ts";
import { operatorPolicy } from "../stack/operator-policy/operator-policy.ts";
import { toPrintable } from "../text/printable.ts";
import { listWithOr } from "../text/word-list.ts";

/** The options of `policy`. */
export interface PolicyOptions extends GlobalFlags {
  readonly account?: string;
}

/** The placeholder for an unknown region or account: in an ARN, it matches any. */
const ANY = "*";

/** Prints the IAM policy that permits one command, or all commands, on the stack. Makes no network calls. */
export async function policy(io: Io, word: string | undefined, options: PolicyOptions): Promise<number> {
  const command = parseCommand(word);
  const given = parseAccount(options.account);
  const { settings, hasRegion } = await readSettingsAnywhere(options, io);
  const region = hasRegion ? settings.target.region : ANY;
  const account = given ?? localAccount(settings, io.cwd) ?? ANY;
  if (!options.json) io.stderr.write(`${describe(settings, command, region, account)}\n`);
  const document = operatorPolicy(settings.stack, { region, account }, command, policySettings(settings));
  io.stdout.write(`${JSON.stringify(document, undefined, 2)}\n`);
  return EXIT.ok;
}

/**
 * Returns the settings for the next deploy and, if this folder remembers them, those of the last deploy. If the latter
 * are unknown, or if an unfinished run may have left resources from earlier settings, the stack is assumed to have
 * every resource that the next deploy might have to remove.
 */
function policySettings({ stack, given, rememberedSettings = {}, mayHaveLeftovers = false }: Settings): PolicySettings {
  const settings = resolveSettings({ ...rememberedSettings, ...given }, stack);
  // A deploy remembers the auth mode even if no mode was given.
  const isKnown = rememberedSettings.auth !== undefined && !mayHaveLeftovers;
  if (isKnown) return { settings, before: [resolveSettings(rememberedSettings, stack)] };
  const mayDiffer = (key: keyof StackSettings) => mayHaveLeftovers || given[key] !== undefined;
  const auth = mayDiffer("auth") ? "api-key" : settings.auth;
  const websites = mayDiffer("website") ? (["s3", "api"] as const) : [settings.website];
  return { settings, before: websites.map((website) => ({ ...settings, ...OWN_ROLES, auth, website })) };
}

function describe({ stack }: Settings, command: PolicyCommand | undefined, region: string, account: string): string {
  const what = command === undefined ? "every command" : command;
  const where = region === ANY ? "any region (--region narrows it)" : region;
  const whose = account === ANY ? "any account (--account narrows it)" : `account ${account}`;
  return `IAM policy for ${what} on ${stackLabel(stack)} in ${where}, ${whose}`;
}

function parseCommand(word: string | undefined): PolicyCommand | undefined {
  const command = POLICY_COMMANDS.find((one) => one === word);
  if (word !== undefined && command === undefined)
    throw usageError(`command must be ${listWithOr(POLICY_COMMANDS)}, not "${toPrintable(word)}"`);
  return command;
}

function parseAccount(text: string | undefined): string | undefined {
  if (text !== undefined && !/^\d{12}$/.test(text))
    throw usageError(`--account must be a 12-digit AWS account ID, not "${toPrintable(text)}"`);
  return text;
}

function localAccount({ target }: Settings, cwd: string): string | undefined {
  return target.kind === "local" ? readDaemonRecord(localCloudFolder(cwd))?.account : undefined;
}
