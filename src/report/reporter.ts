import type { Listener } from "../engine/events.ts";

/** Shows the progress of a run. */
export interface Reporter {
  readonly listen: Listener;
  /** Adds resources to the total of the progress. */
  expect(ids: readonly string[]): void;
  /** Ends the live view. */
  end(): void;
}
