import { availableParallelism } from "node:os";
import { inspect } from "node:util";
import type { Clock } from "../../../timing/clock.ts";
import type { ExecutionEnvironment } from "./execution-environment.ts";

/** One function's environments that run the same code with the same settings. */
export interface ExecutionPool {
  readonly key: string;
  readonly idle: Member[];
  /** The number of busy environments. */
  busy: number;
  isRetired: boolean;
}

/** An environment in a pool. */
interface Member {
  readonly environment: ExecutionEnvironment;
  readonly pool: ExecutionPool;
  idleSince: number;
}

/** Callbacks from an environment. */
export interface Lifecycle {
  /** Called when the initialization has ended, successfully or not. */
  onInitialized(): void;
  /** Called when the process has ended. */
  onExit(): void;
}

/** The environments of all functions. */
interface EnvironmentFleet {
  /** Returns a warm or new environment from the pool for one request; undefined once the fleet is closed. */
  acquire(pool: ExecutionPool, start: (lifecycle: Lifecycle) => ExecutionEnvironment): Promise<Member | undefined>;
  release(member: Member): void;
  /** Ends the pool's idle environments. Busy ones end when they are released. */
  retire(pool: ExecutionPool): void;
  close(): Promise<void>;
}

/** How many environments may start concurrently; more would slow all of them down, so further requests wait. */
const MAX_STARTING = availableParallelism() + 2;
/**
 * If this many environments of a function are busy, a request first waits briefly for one of them, because a new
 * environment would slow down the others, and a warm one has already loaded its code.
 */
const BUSY_THRESHOLD = availableParallelism() + 2;
const SHORT_WAIT_MILLISECONDS = 20;
/** Lambda usually keeps idle environments for several minutes. */
const IDLE_MILLISECONDS = 5 * 60_000;
const MAX_IDLE = 16;
/**
 * Lambda ends environments after a few hours
 * (https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html). Their credentials expire too.
 */
const LIFETIME_MILLISECONDS = 2 * 60 * 60_000;
/** Shorter than Lambda's minimum timeout of one second, so that no deadline is missed. */
const WATCH_MILLISECONDS = 250;
/** Within this time, a function can allocate about 100 MB. */
const MEMORY_WATCH_MILLISECONDS = 50;

interface WaitingRequest {
  readonly since: number;
  readonly pool: ExecutionPool;
  readonly start: (lifecycle: Lifecycle) => ExecutionEnvironment;
  readonly resolve: (member: Member | undefined) => void;
  readonly reject: (error: unknown) => void;
}

/** Creates an empty fleet. */
export function createEnvironmentFleet(clock: () => Clock, report: (failure: string) => void): EnvironmentFleet {
  const members = new Set<Member>();
  const waiting: WaitingRequest[] = [];
  let starting = 0;
  let isClosed = false;
  let isWatched = false;
  let isDraining = false;

  return {
    async acquire(pool, start) {
      if (isClosed) return undefined;
      const member = pool.busy < BUSY_THRESHOLD ? take(pool, start) : undefined;
      if (member) return member;
      return new Promise((resolve, reject) => {
        waiting.push({ since: clock().now(), pool, start, resolve, reject });
        if (!isDraining) void drainQueue();
      });
    },
    release,
    retire(pool) {
      pool.isRetired = true;
      for (const { environment } of pool.idle.splice(0)) void environment.end();
    },
    async close() {
      isClosed = true;
      for (const { resolve } of waiting.splice(0)) resolve(undefined);
      await Promise.all(Array.from(members, ({ environment }) => environment.end()));
    },
  };

  function take(pool: ExecutionPool, start: WaitingRequest["start"]): Member | undefined {
    const member = pool.idle.pop() ?? (starting < MAX_STARTING ? add(pool, start) : undefined);
    if (member) pool.busy += 1;
    return member;
  }

  function add(pool: ExecutionPool, start: WaitingRequest["start"]): Member {
    const environment = start({
      onInitialized() {
        starting -= 1;
        serveWaiting();
      },
      onExit: () => remove(member),
    });
    const member: Member = { environment, pool, idleSince: 0 };
    starting += 1;
    members.add(member);
    if (!isWatched) void watch();
    return member;
  }

  function release(member: Member): void {
    const { environment, pool } = member;
    pool.busy -= 1;
    const now = clock().now();
    const mustEnd = isClosed || pool.isRetired || now - environment.startedAt > LIFETIME_MILLISECONDS;
    if (mustEnd) void environment.end();
    if (mustEnd || !environment.isAlive()) {
      serveWaiting();
      return;
    }
    member.idleSince = now;
    pool.idle.push(member);
    const next = waiting.findIndex((request) => request.pool === pool);
    if (next >= 0) serve(next);
  }

  // One timer serves all waiting requests.
  async function drainQueue(): Promise<void> {
    isDraining = true;
    while (waiting.length > 0) {
      await clock().sleep(SHORT_WAIT_MILLISECONDS);
      serveWaiting();
    }
    isDraining = false;
  }

  function serveWaiting(): void {
    const dueSince = clock().now() - SHORT_WAIT_MILLISECONDS;
    for (let index = 0; index < waiting.length; ) {
      const { pool, since } = waiting[index] ?? {};
      const isDue = pool !== undefined && since !== undefined && (since <= dueSince || pool.busy < BUSY_THRESHOLD);
      if (!isDue || !serve(index)) index += 1;
    }
  }

  /** Serves a waiting request if an environment is idle or can be started. Returns whether the request was dequeued. */
  function serve(index: number): boolean {
    const request = waiting[index];
    if (!request || isClosed) return false;
    try {
      const member = take(request.pool, request.start);
      if (!member) return false;
      waiting.splice(index, 1);
      request.resolve(member);
    } catch (error) {
      waiting.splice(index, 1);
      request.reject(error);
    }
    return true;
  }

  function remove(member: Member): void {
    members.delete(member);
    const index = member.pool.idle.indexOf(member);
    if (index >= 0) member.pool.idle.splice(index, 1);
  }

  // One timer watches all environments.
  async function watch(): Promise<void> {
    isWatched = true;
    while (members.size > 0) {
      const now = clock().now();
      const next = Math.min(...Array.from(members, ({ environment }) => environment.deadline())) - now;
      const pause = next === Number.POSITIVE_INFINITY ? WATCH_MILLISECONDS : MEMORY_WATCH_MILLISECONDS;
      await new Promise<void>((resolve) => clock().later(Math.max(1, Math.min(next, pause)), resolve));
      for (const check of [() => checkMemory(members), stopOverdue, endIdle]) attempt(check, report);
    }
    isWatched = false;
  }

  function stopOverdue(): void {
    const now = clock().now();
    for (const { environment } of members) if (environment.deadline() <= now) environment.expire();
  }

  function endIdle(): void {
    const idle = Array.from(members).filter((member) => member.pool.idle.includes(member));
    idle.sort((a, b) => b.idleSince - a.idleSince);
    const oldest = clock().now() - IDLE_MILLISECONDS;
    const unneeded = idle.filter(({ idleSince }, index) => index >= MAX_IDLE || idleSince < oldest);
    for (const member of unneeded) {
      remove(member);
      void member.environment.end();
    }
  }
}

/** A failed check must not end the watch: functions that exceed their timeout would then run forever. */
function attempt(check: () => void, report: (failure: string) => void): void {
  try {
    check();
  } catch (error) {
    report(inspect(error));
  }
}

function checkMemory(members: ReadonlySet<Member>): void {
  for (const { environment } of members) environment.checkMemory();
}
