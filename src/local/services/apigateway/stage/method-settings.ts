import { notSupported } from "../../../protocol/aws-error.ts";
import { decodePointer } from "../decode-pointer.ts";
import { badRequest } from "../errors.ts";
import type { MethodSettings, StageRecord } from "../store.ts";

type Settings = StageRecord["methodSettings"];

/**
 * Applies a patch operation whose path is `/{resourcePath}/{METHOD}[/{setting}]`. A slash within the resource path is
 * encoded as `~1`. If both the resource path and the method are asterisks, the setting applies to all methods.
 */
export function patchMethodSettings(settings: Settings, op: string, path: string, value: string | undefined): Settings {
  const [, resource = "", method = "", group, name, ...rest] = path.split("/");
  const isWellFormed = resource !== "" && METHODS.has(method) && (resource === "*") === (method === "*");
  if (!isWellFormed || rest.length > 0) throw badRequest(invalidPath(path));
  const key = `${decodePointer(resource).replace(/^\//, "")}/${method}`;
  if (op === "remove" && !settings[key])
    throw badRequest(`Cannot remove method setting ${key} because there is no method setting for this method `);
  if (op === "remove" && group === undefined) return without(settings, key);
  // A method without settings of its own starts with a copy of the settings for all methods.
  const current = settings[key] ?? settings["*/*"] ?? {};
  const setting = `${group}/${name}`;
  return {
    ...settings,
    [key]: op === "remove" ? unset(current, setting, path) : { ...current, ...parseSetting(setting, path, value) },
  };
}

const METHODS = new Set(["*", "GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "ANY"]);

/** Settings that cannot be turned on, because the local cloud does not have these features. */
const SWITCHED_OFF = new Set(["metrics/enabled"]);

const CACHING =
  /^caching\/(ttlInSeconds|dataEncrypted|requireAuthorizationForCacheControl|unauthorizedCacheControlHeaderStrategy)$/;

function parseSetting(setting: string, path: string, value = ""): MethodSettings {
  if (setting === "throttling/burstLimit") return { throttlingBurstLimit: Math.trunc(parseLimit(path, value)) };
  if (setting === "throttling/rateLimit") return { throttlingRateLimit: parseLimit(path, value) };
  if (setting === "logging/loglevel") return parseLogLevel(value);
  // Local stages have no cache cluster, so caching has no effect.
  if (setting === "caching/enabled") return { cachingEnabled: value === "true" };
  // Local stages have no execution logs, so data traces have no effect either.
  if (setting === "logging/dataTrace") return { dataTraceEnabled: value === "true" };
  if (CACHING.test(setting)) throw notSupported(`UpdateStage: ${path}`);
  if (!SWITCHED_OFF.has(setting)) throw badRequest(invalidPath(path));
  if (value === "true") throw notSupported(`UpdateStage: ${path} with the value true`);
  if (value !== "false") throw badRequest(`Invalid value for ${path}: ${value}`);
  return {};
}

function parseLimit(path: string, value: string): number {
  if (!/^\d+(\.\d+)?$/.test(value)) throw badRequest(`Invalid value for ${path}: ${value}`);
  return Number(value);
}

function parseLogLevel(value: string): MethodSettings {
  if (value === "OFF") return { loggingLevel: "OFF" };
  if (value === "ERROR" || value === "INFO") throw notSupported(`UpdateStage: execution logging (loglevel ${value})`);
  throw badRequest(`Invalid logging level: ${value}. Must be one of: [OFF, ERROR, INFO]`);
}

function unset(settings: MethodSettings, setting: string, path: string): MethodSettings {
  if (CACHING.test(setting) || SWITCHED_OFF.has(setting)) return settings;
  const { throttlingBurstLimit: _burst, ...withoutBurst } = settings;
  const { throttlingRateLimit: _rate, ...withoutRate } = settings;
  const { loggingLevel: _level, ...withoutLevel } = settings;
  const { cachingEnabled: _caching, ...withoutCaching } = settings;
  const { dataTraceEnabled: _trace, ...withoutTrace } = settings;
  if (setting === "throttling/burstLimit") return withoutBurst;
  if (setting === "throttling/rateLimit") return withoutRate;
  if (setting === "logging/loglevel") return withoutLevel;
  if (setting === "caching/enabled") return withoutCaching;
  if (setting === "logging/dataTrace") return withoutTrace;
  throw badRequest(invalidPath(path));
}

function without(settings: Settings, key: string): Settings {
  const { [key]: _, ...others } = settings;
  return others;
}

/** AWS's message, including its missing commas. */
function invalidPath(path: string): string {
  return `Invalid method setting path: ${path}. Must be one of: [/deploymentId, /description, /cacheClusterEnabled, /cacheClusterSize, /clientCertificateId, /accessLogSettings, /accessLogSettings/destinationArn, /accessLogSettings/format, ${settingPaths("/{resourcePath}/{httpMethod}", "")}, ${settingPaths("/*/*", " ")}, /variables/{variable_name}, /tracingEnabled]`;
}

function settingPaths(method: string, gap: string): string {
  const throttling = ["throttling/burstLimit", "throttling/rateLimit", "caching/ttlInSeconds"];
  const before = ["metrics/enabled", "logging/dataTrace", "logging/loglevel"];
  const after = [
    "caching/enabled",
    "caching/dataEncrypted",
    "caching/requireAuthorizationForCacheControl",
    "caching/unauthorizedCacheControlHeaderStrategy",
  ];
  const path = (setting: string) => `${method}/${setting}`;
  return [...before.map(path), throttling.map(path).join(gap), ...after.map(path)].join(", ");
}
