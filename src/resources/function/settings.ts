import { createHash } from "node:crypto";
import type { FunctionConfiguration, LoggingConfig } from "@aws-sdk/client-lambda";
import { canonicalJson } from "../../text/json.ts";

/** The settings of a function or of a published version, without the code. */
export interface FunctionSettings
  extends Pick<
    FunctionConfiguration,
    "Role" | "Handler" | "Description" | "Timeout" | "MemorySize" | "LoggingConfig" | "Runtime" | "Architectures"
  > {
  readonly Environment: { readonly Variables: Record<string, string> };
}

/** The settings, by their names in a plan. The model is not part of the environment, but has its own field. */
export type SettingFields = Omit<FunctionSettings, "Environment"> & {
  readonly Environment: Readonly<Record<string, string>>;
  readonly MODEL: string | undefined;
};

interface SettingsInput {
  readonly description: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly roleArn: string;
  readonly logGroupName: string;
}

/** Returns the settings that this version of todo-api gives to a function. */
export function settingsFor({ description, environment, roleArn, logGroupName }: SettingsInput): FunctionSettings {
  return {
    Role: roleArn,
    Handler: "index.handler",
    Description: description,
    Timeout: 10,
    MemorySize: 256,
    Environment: { Variables: { ...environment } },
    LoggingConfig: {
      LogFormat: "JSON",
      ApplicationLogLevel: "INFO",
      SystemLogLevel: "INFO",
      LogGroup: logGroupName,
    } satisfies LoggingConfig,
    Runtime: "nodejs24.x",
    Architectures: ["arm64"],
  };
}

/**
 * Extracts the settings from a response, which also contains other fields. If a later version of todo-api adds a
 * setting, AWS's default for it must become undefined here, so that the fingerprints of earlier releases stay the same.
 */
export function settingsOf(found: FunctionConfiguration): FunctionSettings {
  const { Role, Handler, Description, Timeout, MemorySize, Environment, LoggingConfig, Runtime, Architectures } = found;
  return {
    Role,
    Handler,
    Description,
    Timeout,
    MemorySize,
    Environment: { Variables: Environment?.Variables ?? {} },
    LoggingConfig,
    Runtime,
    Architectures,
  };
}

/** Converts settings to fields with the names in a plan. */
export function fieldsOf({ Environment, ...settings }: FunctionSettings): SettingFields {
  const { MODEL, ...others } = Environment.Variables;
  return { ...settings, Environment: others, MODEL };
}

/** The hash of a package, as Lambda returns it. */
export function codeSha256Of(zip: Uint8Array): string {
  return createHash("sha256").update(zip).digest("base64");
}

/**
 * Identifies code and settings. Descriptions are ignored, so that a function and a version that was published from it
 * have the same fingerprint.
 */
export function functionFingerprintOf(
  { Description: _, ...settings }: FunctionSettings,
  codeSha256: string | undefined,
): string {
  return createHash("sha256").update(canonicalJson({ settings, codeSha256 })).digest("base64url").slice(0, 8);
}
