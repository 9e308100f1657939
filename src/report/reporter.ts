import type { Listener } from "../engine/events.ts";

/** Shows the progress of a run. */
export interface Reporter {
  readonly listen: Listener;
  /** Adds resources to the progress total, such as the 23 in `13/23`. */
  expect(ids: readonly string[]): void;
  /** Ends the live view. */
  end(): void;
}
