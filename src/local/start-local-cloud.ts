import { randomBytes } from "node:crypto";
import type { Server } from "node:http";
import type { LocalCors } from "../daemon/local-settings.ts";
import type { LocalCloud } from "./cloud.ts";
import { handleControlRequest } from "./control-api.ts";
import { createFaults, type Faults } from "./faults/faults.ts";
import { closeServer, listen } from "./http/listen.ts";
import { reportOnce } from "./report-once.ts";
import { createAwsEndpoint } from "./request/aws-endpoint.ts";
import { createJournal, type Journal } from "./request/journal.ts";
import { createApiEdge } from "./services/apigateway/edge/create-api-edge.ts";
import { openApiGatewayStore } from "./services/apigateway/store.ts";
import { createDynamoDbEngine } from "./services/dynamodb/create-dynamodb-engine.ts";
import { settleTables } from "./services/dynamodb/settle-tables.ts";
import { openDynamoDbStore } from "./services/dynamodb/store.ts";
import { addUser, type Credentials } from "./services/iam/credentials.ts";
import { openIamStore } from "./services/iam/store.ts";
import { createFunctionRunner } from "./services/lambda/runner/create-function-runner.ts";
import { openLambdaStore } from "./services/lambda/store.ts";
import { createLogStorage } from "./services/logs/create-log-storage.ts";
import { openLogsStore } from "./services/logs/store.ts";
import { openS3Store } from "./services/s3/store.ts";
import { createWebsiteServers } from "./services/s3/website/create-website-servers.ts";
import { updateMovedAddresses } from "./services/s3/website/update-moved-addresses.ts";
import { openBlobs } from "./state/blobs.ts";
import { forgetLostBlobs } from "./state/forget-lost-blobs.ts";
import { type Clock, systemClock } from "./timing/clock.ts";
import { createTiming, type TimingOptions } from "./timing/timing.ts";

export interface LocalCloudOptions {
  /** The state folder. If undefined, all data is in memory and is lost on `stop`. */
  readonly directory?: string;
  /** 0, the default, selects a free port. */
  readonly port?: number;
  readonly clock?: Clock;
  /** Instant by default. */
  readonly timing?: TimingOptions;
  /** Whether listings ignore their filters, such as prefixes and tags, as some AWS-compatible endpoints do. */
  readonly ignoresListFilters?: boolean;
  /** The pages that may call the APIs; by default, any page, as on AWS. */
  readonly cors?: LocalCors;
  /** Called on `POST /_local/stop`, to stop the local cloud. Without this callback, that path does not exist. */
  readonly onStop?: () => void;
  /** The folder that this daemon serves, which the health check reports. */
  readonly daemonOf?: string;
  /** Called for each object or function whose bytes are lost, and once for each distinct background failure. */
  readonly onDamage?: (sentence: string) => void;
}

export interface RunningLocalCloud {
  readonly cloud: LocalCloud;
  readonly journal: Journal;
  readonly faults: Faults;
  readonly port: number;
  /** The credentials of the account's administrator, a user that the first start creates. */
  readonly credentials: Credentials;
  /** The bearer token that requests under `/_local/` require. */
  readonly token: string;
  stop(): Promise<void>;
}

/** The account of every local cloud. No real account has this ID. */
export const LOCAL_ACCOUNT = "000000000000";

const ADMINISTRATOR_POLICY = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }],
});

/** Starts a local cloud on loopback. Rejects with EADDRINUSE if the port is in use; nothing listens after a failure. */
export async function startLocalCloud(options: LocalCloudOptions = {}): Promise<RunningLocalCloud> {
  const journal = createJournal();
  const faults = createFaults();
  const token = randomBytes(24).toString("base64url");
  let isStopped = false;
  let cloud: LocalCloud;
  const server = createAwsEndpoint(() => cloud, {
    journal,
    faults,
    controlApi: (request) =>
      handleControlRequest(
        cloud,
        { journal, faults, token, daemonOf: options.daemonOf, onStop: options.onStop },
        request,
      ),
    isStopped: () => isStopped,
  });
  const port = await listen(server, options.port ?? 0);
  try {
    cloud = createCloud(options, port);
  } catch (error) {
    await closeServer(server);
    throw error;
  }
  const stop = () => {
    isStopped = true;
    return close(server, cloud);
  };
  try {
    await settleTables(cloud);
    await cloud.edge.openAll();
    updateMovedAddresses(cloud);
    await cloud.websites.openAll();
    return { cloud, journal, faults, port, credentials: ensureAdministrator(cloud), token, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function createCloud(
  { directory, clock = systemClock(), onDamage = () => {}, ...options }: LocalCloudOptions,
  port: number,
): LocalCloud {
  const timing = createTiming(options.timing ?? {});
  const report = reportOnce(onDamage);
  const forgetLost = () => forgetLostBlobs(cloud).forEach(onDamage);
  const cloud: LocalCloud = {
    account: LOCAL_ACCOUNT,
    clock,
    timing,
    ignoresListFilters: options.ignoresListFilters ?? false,
    cors: options.cors ?? "any",
    blobs: openBlobs(directory, forgetLost),
    endpoint: `http://127.0.0.1:${port}`,
    iam: openIamStore(directory),
    lambda: openLambdaStore(directory),
    apigateway: openApiGatewayStore(directory),
    dynamodb: openDynamoDbStore(directory),
    s3: openS3Store(directory),
    logs: openLogsStore(directory),
    logStorage: createLogStorage(directory, { clock, timing }, report),
    functions: createFunctionRunner(() => cloud, { directory, report }),
    edge: createApiEdge(() => cloud),
    websites: createWebsiteServers(() => cloud),
    tables: createDynamoDbEngine(directory, clock),
  };
  forgetLost();
  return cloud;
}

async function close(server: Server, cloud: LocalCloud): Promise<void> {
  await Promise.all([closeServer(server), cloud.edge.closeAll(), cloud.websites.closeAll()]);
  await cloud.functions.close();
  await cloud.tables.close();
  cloud.logStorage.close();
}

function ensureAdministrator(cloud: LocalCloud): Credentials {
  const arn = `arn:aws:iam::${cloud.account}:user/administrator`;
  const [known] = Object.entries(cloud.iam.data.users).filter(([, user]) => user.arn === arn);
  return known
    ? { accessKeyId: known[0], secretAccessKey: known[1].secretAccessKey }
    : addUser(cloud, "administrator", [ADMINISTRATOR_POLICY]);
}
