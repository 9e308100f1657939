import type { Finding } from "../../audit/audit-stack.ts";
import type { Target } from "../../aws/target.ts";
import type { Settings } from "../../config/read-settings.ts";
import { nameTarget } from "../../config/suggested-command.ts";
import { quoteWord } from "../../text/quote-word.ts";

/** The finding, with the whole target in the command that fixes it. */
export function withTarget(finding: Finding, settings: Settings): Finding {
  const { next } = finding;
  if (!next) return finding;
  const command = next.command.startsWith("aws ")
    ? `${next.command}${awsFlags(settings.target)}`
    : nameTarget(next.command, settings);
  return { ...finding, next: { ...next, command } };
}

function awsFlags({ region, profile, endpointUrl }: Target): string {
  const flags = Object.entries({ region, profile, "endpoint-url": endpointUrl });
  return flags.map(([name, value]) => (value === undefined ? "" : ` --${name} ${quoteWord(value)}`)).join("");
}
