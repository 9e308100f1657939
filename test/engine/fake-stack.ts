import { type Clock, clockOf } from "../../src/engine/clock.ts";
import type { EngineEvent } from "../../src/engine/events.ts";
import type { Resource } from "../../src/engine/resource.ts";
import { simulatedTime } from "../support/simulated-time.ts";

/** The fake resources and the simulated time of the engine's tests. The states of the resources are strings. */
export interface FakeStack {
  readonly clock: Clock;
  /** The existing resources, by ID. */
  readonly actual: Map<string, string>;
  /** Every call of a resource, in order: "create table", "created table". */
  readonly calls: string[];
  readonly events: EngineEvent[];
  listen(event: EngineEvent): void;
  abort(): void;
  resource(id: string, more?: Partial<FakeResource>): FakeResource;
}

export interface FakeResource extends Resource<string> {
  readonly desired: string;
  /** The duration of each write. */
  readonly seconds: number;
}

export function fakeStack(): FakeStack {
  const controller = new AbortController();
  const clock = clockOf(simulatedTime(), controller.signal);
  const actual = new Map<string, string>();
  const calls: string[] = [];
  const events: EngineEvent[] = [];

  function resource(id: string, more: Partial<FakeResource> = {}): FakeResource {
    const { desired = "v1", seconds = 1 } = more;
    const write = async (verb: string, change: () => void) => {
      calls.push(`${verb} ${id}`);
      await clock.sleep(seconds * 1000);
      change();
      calls.push(`${verb}d ${id}`);
    };
    return {
      id,
      kind: "fake",
      name: `the-${id}`,
      needs: [],
      desired,
      seconds,
      async read() {
        calls.push(`read ${id}`);
        return actual.get(id);
      },
      async create() {
        await write("create", () => actual.set(id, desired));
        return desired;
      },
      diff: (state) => (state === desired ? [] : [{ field: "value", from: state, to: desired }]),
      matchesLastDeploy: () => true,
      update: () => write("update", () => actual.set(id, desired)),
      async remove() {
        const existed = actual.has(id);
        if (existed) await write("remove", () => actual.delete(id));
        return existed;
      },
      ...more,
    };
  }

  return {
    clock,
    actual,
    calls,
    events,
    listen: (event) => void events.push(event),
    abort: () => controller.abort(new Error("interrupted")),
    resource,
  };
}

/** The outcome of each result, by ID. */
export function outcomesOf(
  results: readonly { readonly id: string; readonly outcome: string }[],
): Readonly<Record<string, string>> {
  return Object.fromEntries(results.map(({ id, outcome }) => [id, outcome]));
}
