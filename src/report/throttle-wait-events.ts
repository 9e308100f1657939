import type { Listener } from "../engine/events.ts";

const INTERVAL_MILLISECONDS = 10_000;

/** Limits wait events to one every ten seconds for each resource and reason; passes on all other events. */
export function throttleWaitEvents(listen: Listener): Listener {
  const passed = new Map<string, number>();
  return (event) => {
    if (event.type === "resource.waiting") {
      const key = `${event.id} ${event.reason}`;
      const interval = Math.floor(event.milliseconds / INTERVAL_MILLISECONDS);
      if ((passed.get(key) ?? -1) >= interval) return;
      passed.set(key, interval);
    }
    listen(event);
  };
}
