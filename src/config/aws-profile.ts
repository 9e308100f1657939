import { homedir } from "node:os";
import { join } from "node:path";
import { usageError } from "../errors.ts";
import type { Io } from "../io.ts";
import { didYouMean } from "../suggest.ts";
import type { Given } from "./given.ts";

/** What a profile of `~/.aws/config` says about where to work. */
export interface AwsProfile {
  readonly region?: string | undefined;
  readonly endpointUrl?: string | undefined;
}

/** Reads a profile as the SDK does; one that was asked for by name and is not there is refused. */
export async function readAwsProfile(named: Given | undefined, { env }: Pick<Io, "env">): Promise<AwsProfile> {
  const { loadSharedConfigFiles } = await import("@smithy/core/config");
  const home = env["HOME"] || env["USERPROFILE"] || homedir();
  const { configFile, credentialsFile } = await loadSharedConfigFiles({
    configFilepath: env["AWS_CONFIG_FILE"] || join(home, ".aws", "config"),
    filepath: env["AWS_SHARED_CREDENTIALS_FILE"] || join(home, ".aws", "credentials"),
    ignoreCache: true,
  });
  const name = named?.value ?? "default";
  const found = { ...configFile[name], ...credentialsFile[name] };
  if (named && !configFile[name] && !credentialsFile[name])
    throw unknownProfile(named, Object.keys({ ...configFile, ...credentialsFile }));
  const ignoresEndpoints = env["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"]?.toLowerCase() === "true";
  return { region: found["region"], endpointUrl: ignoresEndpoints ? undefined : found["endpoint_url"] };
}

function unknownProfile({ value, source }: Given, known: readonly string[]): Error {
  return usageError(
    `There is no profile ${JSON.stringify(value)} (from ${source}) in the AWS configuration of this machine.${didYouMean(value, known)}`,
    [{ command: "aws configure list-profiles", when: "you want to see which there are" }],
  );
}
