import type { Service } from "../aws/services.ts";
import { endpointOf, type Target } from "../aws/target.ts";
import { quoteWord } from "../text/quote-word.ts";

/**
 * Adds the region, profile and endpoint of the target to an AWS CLI command. Without them, the CLI's defaults decide
 * which account and region the command changes. Flags that the command already has, such as another user's profile,
 * are kept.
 */
export function awsCommandWithTarget(command: string, target: Target): string {
  const { region, profile, usesEnvironmentKeys = false } = target;
  const known = profile === undefined ? command : command.replace("<profile>", () => quoteWord(profile));
  const service = findService(known);
  if (service === undefined) return known;
  const flags = {
    "--region": region,
    // The CLI would prefer the profile to the environment's keys.
    "--profile": usesEnvironmentKeys ? undefined : profile,
    "--endpoint-url": endpointOf(target, service),
  };
  const missing = Object.entries(flags).filter(([flag]) => !known.split(" ").includes(flag));
  return `${known}${missing.map(([flag, value]) => (value === undefined ? "" : ` ${flag} ${quoteWord(value)}`)).join("")}`;
}

/** Whether a command calls the local cloud, which accepts only its own keys. */
export function requiresLocalKeys(command: string, { kind }: Target): boolean {
  return kind === "local" && findService(command) !== undefined;
}

/**
 * The service that a command calls; undefined for other programs, and for `aws configure`, `aws login` and
 * `aws sso login`, which need no region.
 */
function findService(command: string): Service | undefined {
  const [tool, name = ""] = command.split(" ");
  return tool === "aws" ? SERVICE_OF.get(name) : undefined;
}

const SERVICE_OF: ReadonlyMap<string, Service> = new Map([
  ["apigateway", "API Gateway"],
  ["dynamodb", "DynamoDB"],
  ["iam", "IAM"],
  ["lambda", "Lambda"],
  ["logs", "CloudWatch Logs"],
  ["s3api", "S3"],
  ["s3control", "S3 Control"],
  ["sts", "STS"],
]);
