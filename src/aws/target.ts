import type { AwsCredentialIdentity, AwsCredentialIdentityProvider } from "@smithy/types";
import type { TimingChoice } from "../daemon/local-timing.ts";
import type { Given } from "../text/given.ts";
import type { ServiceEndpoints } from "./services.ts";

/** Which cloud is touched, and how it was chosen. */
export interface Target {
  readonly kind: "aws" | "local";
  readonly region: string;
  /** Where the region was found: "--region", "AWS_REGION", "todo-api.json" ... */
  readonly regionSource: string;
  readonly profile?: string;
  readonly profileSource?: string;
  /** Of the local cloud once it is found running, or of another AWS-compatible endpoint. */
  readonly endpointUrl?: string;
  readonly endpointSource?: string;
  /** Of single services whose endpoint is another. */
  readonly endpoints?: ServiceEndpoints;
  /** The file of certificates to trust in place of Node's own. */
  readonly caBundle?: Given;
  /** Whether AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are used, and not the profile's credentials. */
  readonly usesEnvironmentKeys?: boolean;
  /** Whether the profile's credentials require a code of an MFA device. */
  readonly requiresMfa?: boolean;
  /** Of the local cloud's administrator, or how they are found. */
  readonly credentials?: AwsCredentialIdentity | AwsCredentialIdentityProvider;
  /** Twelve digits, when it is known without a call. */
  readonly account?: string;
  /** Of the local cloud, where its delays are simulated. */
  readonly simulation?: TimingChoice;
  /** The bearer token for the local cloud's own questions. */
  readonly localToken?: string;
}
