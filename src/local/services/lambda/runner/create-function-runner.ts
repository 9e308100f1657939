import { randomBytes, randomUUID } from "node:crypto";
import type { LocalCloud } from "../../../cloud.ts";
import { isActive } from "../function-state.ts";
import { CONCURRENCY_QUOTA, reservedIn } from "../reserved-concurrency.ts";
import type { FunctionRecord } from "../store.ts";
import { createCodeFolders } from "./code-folders.ts";
import { createEnvironmentFleet, type ExecutionPool, type Lifecycle } from "./environment-fleet.ts";
import { environmentVariables } from "./environment-variables.ts";
import { type ExecutionEnvironment, startEnvironment } from "./execution-environment.ts";
import { isTooLarge, responseTooLargePayload } from "./failure-payload.ts";
import type { CompletedInvocation, FunctionRunner } from "./function-runner.ts";
import { invocationLog, tailOf } from "./invocation-log.ts";
import type { Outcome } from "./outcome.ts";
import { writeFunctionLog } from "./write-function-log.ts";

interface FunctionPool extends ExecutionPool {
  readonly region: string;
  readonly record: FunctionRecord;
}

/** Runs functions in separate processes. */
export function createFunctionRunner(
  cloud: () => LocalCloud,
  { directory, report }: { readonly directory: string | undefined; readonly report: (failure: string) => void },
): FunctionRunner {
  const fleet = createEnvironmentFleet(() => cloud().clock, report);
  const folders = createCodeFolders(() => cloud().blobs, directory);
  const pools = new Map<string, FunctionPool>();
  const logStreams = new WeakMap<ExecutionEnvironment, string>();
  const concurrent = new Map<string, number>();

  return {
    async invoke({ region, functionName, payload, requestId = randomUUID() }) {
      const record = cloud().lambda.data.regions[region]?.[functionName];
      if (!record) return { kind: "not-found" };
      // AWS rejects the invocation of a function that is not Active yet. Callers can retry, as with throttling.
      if (!isActive(record, cloud().clock.now())) return { kind: "throttled" };
      // A warm environment may import more files later, so environments are replaced if their files have been removed.
      if (!folders.isComplete(record.code)) retire(region, functionName);
      const { quota, size } = quotaOf(cloud(), region, record);
      const running = concurrent.get(quota) ?? 0;
      if (running >= size) return { kind: "throttled" };
      concurrent.set(quota, running + 1);
      try {
        return (await run(executionPoolOf(region, record), requestId, payload)) ?? { kind: "throttled" };
      } finally {
        concurrent.set(quota, (concurrent.get(quota) ?? 1) - 1);
      }
    },

    retire,

    async close() {
      await fleet.close();
      await folders.removeAll();
    },
  };

  function retire(region: string, functionName: string): void {
    const pool = pools.get(keyOf(region, functionName));
    if (!pool) return;
    pools.delete(pool.key);
    fleet.retire(pool);
  }

  async function run(pool: FunctionPool, requestId: string, payload: string): Promise<CompletedInvocation | undefined> {
    const member = await fleet.acquire(pool, (lifecycle) => start(pool, lifecycle));
    if (!member) return undefined;
    const { environment } = member;
    const outcome = await cloud().clock.working(environment.run(requestId, payload));
    fleet.release(member);
    const { region, record } = pool;
    const events = invocationLog(record, requestId, outcome);
    const destination = { region, record, stream: logStreams.get(environment) ?? "" };
    cloud().logStorage.deliver(region, record.logging.group, () => writeFunctionLog(cloud(), destination, events));
    return {
      ...resultOf(outcome),
      requestId,
      milliseconds: outcome.milliseconds,
      logTail: () => tailOf(record, events),
    };
  }

  function executionPoolOf(region: string, record: FunctionRecord): FunctionPool {
    const key = keyOf(region, record.name);
    const known = pools.get(key);
    if (known) return known;
    const pool = { key, region, record, idle: [], busy: 0, isRetired: false };
    pools.set(key, pool);
    return pool;
  }

  function start({ region, record }: FunctionPool, lifecycle: Lifecycle): ExecutionEnvironment {
    const { clock } = cloud();
    const taskRoot = folders.folderOf(record.code);
    const logStream = newLogStream(clock.now());
    const variables = environmentVariables(cloud(), region, record, { taskRoot, logStream });
    const environment = startEnvironment({ record, taskRoot, variables, clock, directory, ...lifecycle });
    logStreams.set(environment, logStream);
    return environment;
  }
}

/** A function with reserved concurrency has its own quota. The others share the rest of the region's quota. */
function quotaOf(cloud: LocalCloud, region: string, { name, reservedConcurrency }: FunctionRecord) {
  if (reservedConcurrency !== undefined) return { quota: keyOf(region, name), size: reservedConcurrency };
  return { quota: region, size: CONCURRENCY_QUOTA - reservedIn(cloud, region) };
}

function resultOf({ kind, payload }: Outcome): Pick<CompletedInvocation, "kind" | "payload"> {
  if (kind !== "success") return { kind: "function-error", payload };
  if (isTooLarge(payload)) return { kind: "response-too-large", payload: responseTooLargePayload() };
  return { kind, payload };
}

function keyOf(region: string, functionName: string): string {
  return `${region}/${functionName}`;
}

/** Returns `2026/11/22/[$LATEST]` (with the current date), followed by 32 hexadecimal digits. */
function newLogStream(now: number): string {
  const day = new Date(now).toISOString().slice(0, 10).replaceAll("-", "/");
  return `${day}/[$LATEST]${randomBytes(16).toString("hex")}`;
}
