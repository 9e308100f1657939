import type { Listener } from "../engine/events.ts";

const REMINDER_MILLISECONDS = 10_000;

/** A wait tells its reason at every look: passes on the first of each, and then one in ten seconds. */
export function throttleWaitEvents(listen: Listener): Listener {
  const told = new Map<string, number>();
  return (event) => {
    if (event.type === "resource.waiting") {
      const key = `${event.id} ${event.reason}`;
      const tenth = Math.floor(event.milliseconds / REMINDER_MILLISECONDS);
      if ((told.get(key) ?? -1) >= tenth) return;
      told.set(key, tenth);
    }
    listen(event);
  };
}
