import type { Listener } from "../engine/events.ts";

/** Shows a run of the engine while it goes on. */
export interface Reporter {
  readonly listen: Listener;
  /** Names the resources that are counted, once they are known. */
  expect(ids: readonly string[]): void;
  /** Leaves the screen as it will stay. */
  end(): void;
}
