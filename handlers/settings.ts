export interface Settings {
  readonly tableName: string;
  readonly region: string;
  readonly endpoint: URL;
  readonly credentials: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
  };
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** Reads the settings from the function's environment; throws if a required one is missing. */
export function readSettings(env: Environment): Settings {
  const region = requireVariable(env, "AWS_REGION");
  const sessionToken = env["AWS_SESSION_TOKEN"];
  return {
    tableName: requireVariable(env, "TABLE_NAME"),
    region,
    endpoint: readEndpoint(env, region),
    credentials: {
      accessKeyId: requireVariable(env, "AWS_ACCESS_KEY_ID"),
      secretAccessKey: requireVariable(env, "AWS_SECRET_ACCESS_KEY"),
      ...(sessionToken ? { sessionToken } : {}),
    },
  };
}

// The service-specific variable takes precedence
// (https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html).
function readEndpoint(env: Environment, region: string): URL {
  const regional = `https://dynamodb.${region}.${dnsSuffixOf(region)}`;
  return new URL(env["AWS_ENDPOINT_URL_DYNAMODB"] || env["AWS_ENDPOINT_URL"] || regional);
}

/** The DNS suffix of the region's partition. */
function dnsSuffixOf(region: string): string {
  if (region.startsWith("cn-")) return "amazonaws.com.cn";
  return region.startsWith("eusc-") ? "amazonaws.eu" : "amazonaws.com";
}

/** Returns a variable that Lambda or the deploy sets; throws if it is missing. */
export function requireVariable(env: Environment, name: string): string {
  const value = env[name];
  if (!value) throw new Error(`The function's environment lacks ${name}; deploy the stack again.`);
  return value;
}
