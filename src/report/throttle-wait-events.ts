import type { Listener } from "../engine/events.ts";

const REMINDER_MILLISECONDS = 10_000;

/** A wait emits an event at every check; for each reason, passes on the first one, then one every ten seconds. */
export function throttleWaitEvents(listen: Listener): Listener {
  const passed = new Map<string, number>();
  return (event) => {
    if (event.type === "resource.waiting") {
      const key = `${event.id} ${event.reason}`;
      const tenth = Math.floor(event.milliseconds / REMINDER_MILLISECONDS);
      if ((passed.get(key) ?? -1) >= tenth) return;
      passed.set(key, tenth);
    }
    listen(event);
  };
}
