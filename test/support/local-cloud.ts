import type { LocalCloud } from "../../src/local/cloud.ts";
import type { Faults } from "../../src/local/faults/faults.ts";
import type { JournalEntry } from "../../src/local/request/journal.ts";
import { addUser, type Credentials, issueSession } from "../../src/local/services/iam/credentials.ts";
import { type LocalCloudOptions, startLocalCloud } from "../../src/local/start-local-cloud.ts";

/** A local cloud inside the test's own process, used over HTTP. */
export interface TestCloud {
  readonly cloud: LocalCloud;
  readonly endpoint: string;
  readonly region: string;
  readonly account: string;
  readonly credentials: Credentials;
  readonly token: string;
  /** For the constructors of SDK clients (S3 also needs `forcePathStyle: true`). */
  readonly clientConfig: ClientConfig;
  /** Adds a user with only these policies (JSON text), in this account or another one. */
  addUser(policies: readonly string[], account?: string): Credentials;
  /** Replaces the policies of such a user. */
  setPolicies(user: Credentials, policies: readonly string[]): void;
  /** Begins a session of a role that is valid for this number of seconds; with 0, it is already expired. */
  assumeRole(roleArn: string, seconds?: number): Credentials;
  /** The calls of todo-api and of tests, without those of the stack's functions. */
  calls(): readonly JournalEntry[];
  forgetCalls(): void;
  readonly faults: Faults;
  stop(): Promise<void>;
}

const FUNCTION_PRINCIPAL = /:assumed-role\/.+-(?:create|read|update|delete)-[a-z0-9-]+\//;

/** What a folder or a client needs to use a local cloud. */
export type ReachableCloud = Pick<TestCloud, "endpoint" | "credentials" | "account" | "token">;

interface ClientConfig {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: Credentials;
  readonly maxAttempts: number;
}

export const TEST_REGION = "eu-west-1";

/** Starts a local cloud in memory, or in `directory`. */
export async function startTestCloud(options: LocalCloudOptions = {}): Promise<TestCloud> {
  const running = await startLocalCloud(options);
  const { cloud, journal, credentials } = running;
  let users = 0;
  return {
    cloud,
    endpoint: cloud.endpoint,
    region: TEST_REGION,
    account: cloud.account,
    credentials,
    token: running.token,
    clientConfig: { endpoint: cloud.endpoint, region: TEST_REGION, credentials, maxAttempts: 1 },
    addUser(policies, account) {
      users += 1;
      return addUser(cloud, `test-${users}`, policies, account);
    },
    setPolicies({ accessKeyId }, policies) {
      const user = cloud.iam.data.users[accessKeyId];
      if (!user) throw new Error(`No user has the access key ${accessKeyId}.`);
      cloud.iam.data.users[accessKeyId] = { ...user, policies };
    },
    assumeRole: (roleArn, seconds) => issueSession(cloud, roleArn, "session", seconds),
    calls: () => journal.entries().filter(({ principal }) => !FUNCTION_PRINCIPAL.test(principal ?? "")),
    forgetCalls: journal.clear,
    faults: running.faults,
    stop: running.stop,
  };
}
