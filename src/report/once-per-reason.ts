import type { Listener } from "../engine/events.ts";

/** A wait tells its reason at every look: passes on the first of each. */
export function oncePerReason(listen: Listener): Listener {
  const told = new Map<string, string>();
  return (event) => {
    if (event.type === "resource.waiting") {
      if (told.get(event.id) === event.reason) return;
      told.set(event.id, event.reason);
    }
    listen(event);
  };
}
