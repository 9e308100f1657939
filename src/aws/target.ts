import type { AwsCredentialIdentity, AwsCredentialIdentityProvider } from "@smithy/types";
import type { TimingChoice } from "../daemon/local-settings.ts";
import type { Given } from "../text/given.ts";
import type { Service, ServiceEndpoints } from "./services.ts";

/** The cloud that a command uses, and the sources of its settings. */
export interface Target {
  readonly kind: "aws" | "local";
  readonly region: string;
  /** The source of the region: "--region", "AWS_REGION", "todo-api.json" ... */
  readonly regionSource: string;
  readonly profile?: string;
  readonly profileSource?: string;
  /** The endpoint of the running local cloud, or the endpoint in the settings. */
  readonly endpointUrl?: string;
  readonly endpointSource?: string;
  /** The endpoints for individual services. */
  readonly endpoints?: ServiceEndpoints;
  /** The file with the certificates to trust instead of Node's. */
  readonly caBundle?: Given;
  /** Whether to use AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY instead of the profile's credentials. */
  readonly usesEnvironmentKeys?: boolean;
  /** Whether the profile's credentials require an MFA code. */
  readonly requiresMfa?: boolean;
  /** The credentials of the local cloud's administrator, or a provider of AWS credentials. */
  readonly credentials?: AwsCredentialIdentity | AwsCredentialIdentityProvider;
  /** The 12-digit account ID, if known without a call. */
  readonly account?: string;
  /** The timing of the local cloud, if it simulates AWS's delays. */
  readonly simulation?: TimingChoice;
  /** The bearer token of the local cloud's control API. */
  readonly localToken?: string;
}

/** The endpoint of a service; undefined for AWS's default endpoint. */
export function endpointOf({ endpointUrl, endpoints }: Target, service: Service): string | undefined {
  return endpoints?.[service]?.value ?? endpointUrl;
}
