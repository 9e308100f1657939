import type { Listener } from "../engine/events.ts";

/** Shows the progress of a run. */
export interface Reporter {
  readonly listen: Listener;
  /** Sets the resources that are counted. */
  expect(ids: readonly string[]): void;
  /** Ends the live view. */
  end(): void;
}
