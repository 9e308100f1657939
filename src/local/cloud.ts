import type { LocalCors } from "../daemon/local-settings.ts";
import type { ApiEdge } from "./services/apigateway/edge/api-edge.ts";
import type { ApiGatewayData } from "./services/apigateway/store.ts";
import type { DynamoDbEngine } from "./services/dynamodb/engine.ts";
import type { DynamoDbData } from "./services/dynamodb/store.ts";
import type { IamData } from "./services/iam/store.ts";
import type { FunctionRunner } from "./services/lambda/runner/function-runner.ts";
import type { LambdaData } from "./services/lambda/store.ts";
import type { LogStorage } from "./services/logs/log-storage.ts";
import type { LogsData } from "./services/logs/store.ts";
import type { S3Data } from "./services/s3/store.ts";
import type { WebsiteServers } from "./services/s3/website/website-servers.ts";
import type { Blobs } from "./state/blobs.ts";
import type { Store } from "./state/store.ts";
import type { Clock } from "./timing/clock.ts";
import type { Timing } from "./timing/timing.ts";

/** The state that all services share: settings, time, records, and engines for functions, APIs, tables and websites. */
export interface LocalCloud {
  /** The account ID: twelve digits. */
  readonly account: string;
  readonly clock: Clock;
  readonly timing: Timing;
  /** Whether listings ignore their filters, such as prefixes and tags, as some AWS-compatible endpoints do. */
  readonly ignoresListFilters: boolean;
  readonly cors: LocalCors;
  readonly blobs: Blobs;
  /** The address of the AWS endpoint: `http://127.0.0.1:<port>`. */
  readonly endpoint: string;

  readonly iam: Store<IamData>;
  readonly lambda: Store<LambdaData>;
  readonly apigateway: Store<ApiGatewayData>;
  readonly dynamodb: Store<DynamoDbData>;
  readonly s3: Store<S3Data>;
  readonly logs: Store<LogsData>;

  readonly logStorage: LogStorage;
  readonly functions: FunctionRunner;
  readonly edge: ApiEdge;
  readonly websites: WebsiteServers;
  readonly tables: DynamoDbEngine;
}
