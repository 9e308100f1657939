import { availableParallelism } from "node:os";
import type { Clock } from "../../../timing/clock.ts";
import type { ExecutionEnvironment } from "./execution-environment.ts";

/** The environments of one function as it is now: after a change of code or settings it has another crew. */
export interface ExecutionPool {
  readonly key: string;
  readonly idle: Member[];
  /** How many environments are at work. */
  busy: number;
  isRetired: boolean;
}

/** An environment in a crew. */
export interface Member {
  readonly environment: ExecutionEnvironment;
  readonly crew: ExecutionPool;
  idleSince: number;
}

/** Told by a new environment when it has come up, and when it has ended. */
export interface Lifecycle {
  onInitialized(): void;
  onExit(): void;
}

/** All environments: hands out warm ones, starts new ones, ends those that nobody needs. */
export interface EnvironmentFleet {
  /** A free environment of the crew, for one request; undefined once the fleet is closed. */
  acquire(crew: ExecutionPool, start: (lifecycle: Lifecycle) => ExecutionEnvironment): Promise<Member | undefined>;
  release(member: Member): void;
  /** Ends the crew's idle environments; busy ones end when they are released. */
  retire(crew: ExecutionPool): void;
  close(): Promise<void>;
}

/** More environments than this at once would only slow each other's start down; further requests wait for their turn. */
const STARTING_AT_ONCE = availableParallelism() + 2;
/**
 * More environments of a function at work than this, and a request first waits a moment for one of them: with no more cores than these
 * another would only slow them down, and a warm one runs compiled code. Requests that wait for something else get theirs after the moment.
 */
const BUSY_AT_ONCE = availableParallelism() + 2;
const PATIENCE_MILLISECONDS = 20;
/** Lambda keeps idle environments for some minutes; it promises nothing. */
const IDLE_MILLISECONDS = 5 * 60_000;
const MOST_IDLE = 16;
/** Lambda ends environments after some hours (https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html); their credentials end too. */
const LIFE_MILLISECONDS = 2 * 60 * 60_000;
/** Below the shortest timeout of a function, which is a second: no deadline can pass unseen. */
const WATCH_MILLISECONDS = 250;
/** A function that takes memory as fast as it can gets about a hundred megabytes in this time. */
const MEMORY_WATCH_MILLISECONDS = 50;

interface Waiting {
  readonly since: number;
  readonly crew: ExecutionPool;
  readonly start: (lifecycle: Lifecycle) => ExecutionEnvironment;
  readonly resolve: (member: Member | undefined) => void;
  readonly reject: (error: unknown) => void;
}

/** A fleet without environments. */
export function createEnvironmentFleet(clock: () => Clock): EnvironmentFleet {
  const members = new Set<Member>();
  const waiting: Waiting[] = [];
  let starting = 0;
  let isClosed = false;
  let isWatched = false;
  let isPressed = false;

  return {
    async acquire(crew, start) {
      if (isClosed) return undefined;
      const member = crew.busy < BUSY_AT_ONCE ? take(crew, start) : undefined;
      if (member) return member;
      return new Promise((resolve, reject) => {
        waiting.push({ since: clock().now(), crew, start, resolve, reject });
        if (!isPressed) void drainQueue();
      });
    },
    release,
    retire(crew) {
      crew.isRetired = true;
      for (const { environment } of crew.idle.splice(0)) void environment.end();
    },
    async close() {
      isClosed = true;
      for (const { resolve } of waiting.splice(0)) resolve(undefined);
      await Promise.all(Array.from(members, ({ environment }) => environment.end()));
    },
  };

  function take(crew: ExecutionPool, start: Waiting["start"]): Member | undefined {
    const member = crew.idle.pop() ?? (starting < STARTING_AT_ONCE ? add(crew, start) : undefined);
    if (member) crew.busy += 1;
    return member;
  }

  function add(crew: ExecutionPool, start: Waiting["start"]): Member {
    const environment = start({
      onInitialized() {
        starting -= 1;
        serveWaiting();
      },
      onExit: () => remove(member),
    });
    const member: Member = { environment, crew, idleSince: 0 };
    starting += 1;
    members.add(member);
    if (!isWatched) void watch();
    return member;
  }

  function release(member: Member): void {
    const { environment, crew } = member;
    crew.busy -= 1;
    const now = clock().now();
    const isWorn = isClosed || crew.isRetired || now - environment.startedAt > LIFE_MILLISECONDS;
    if (isWorn) void environment.end();
    if (isWorn || !environment.isAlive()) {
      serveWaiting();
      return;
    }
    member.idleSince = now;
    crew.idle.push(member);
    const next = waiting.findIndex((request) => request.crew === crew);
    if (next >= 0) serve(next);
  }

  // One wake-up for all that wait.
  async function drainQueue(): Promise<void> {
    isPressed = true;
    while (waiting.length > 0) {
      await clock().sleep(PATIENCE_MILLISECONDS);
      serveWaiting();
    }
    isPressed = false;
  }

  function serveWaiting(): void {
    const patientSince = clock().now() - PATIENCE_MILLISECONDS;
    for (let index = 0; index < waiting.length; ) {
      const { crew, since } = waiting[index] ?? {};
      const isDue = crew !== undefined && since !== undefined && (since <= patientSince || crew.busy < BUSY_AT_ONCE);
      if (!isDue || !serve(index)) index += 1;
    }
  }

  /** Gives a waiting request its environment, if there is one or can be. */
  function serve(index: number): boolean {
    const request = waiting[index];
    if (!request || isClosed) return false;
    try {
      const member = take(request.crew, request.start);
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
    const index = member.crew.idle.indexOf(member);
    if (index >= 0) member.crew.idle.splice(index, 1);
  }

  // One wake-up for all instead of a timer for each request.
  async function watch(): Promise<void> {
    isWatched = true;
    while (members.size > 0) {
      const now = clock().now();
      const next = Math.min(...Array.from(members, ({ environment }) => environment.deadline())) - now;
      const pause = next === Number.POSITIVE_INFINITY ? WATCH_MILLISECONDS : MEMORY_WATCH_MILLISECONDS;
      await new Promise<void>((look) => clock().later(Math.max(1, Math.min(next, pause)), look));
      for (const { environment } of members) environment.checkMemory();
      stopLate();
      endIdle();
    }
    isWatched = false;
  }

  function stopLate(): void {
    const now = clock().now();
    for (const { environment } of members) if (environment.deadline() <= now) environment.expire();
  }

  function endIdle(): void {
    const idle = Array.from(members).filter((member) => member.crew.idle.includes(member));
    idle.sort((a, b) => b.idleSince - a.idleSince);
    const oldest = clock().now() - IDLE_MILLISECONDS;
    const unneeded = idle.filter(({ idleSince }, index) => index >= MOST_IDLE || idleSince < oldest);
    for (const member of unneeded) {
      remove(member);
      void member.environment.end();
    }
  }
}
