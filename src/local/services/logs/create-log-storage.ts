import { createHash } from "node:crypto";
import { join } from "node:path";
import type { LocalCloud } from "../../cloud.ts";
import { createEventIds } from "./event-ids.ts";
import { type GroupLog, openGroupLog } from "./group-log.ts";
import type { LogStorage } from "./log-storage.ts";

const ALL_TIMES = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };

/** Creates the log storage. Events are stored in files under `directory`, or only in memory if it is undefined. */
export function createLogStorage(
  directory: string | undefined,
  { clock, timing }: Pick<LocalCloud, "clock" | "timing">,
  report: (failure: string) => void = () => {},
): LogStorage {
  const groups = new Map<string, GroupLog>();
  const nextId = createEventIds();
  let isClosed = false;

  function open(region: string, group: string): GroupLog {
    const key = `${region} ${group}`;
    const log = groups.get(key) ?? openGroupLog(directory && join(directory, "logs", folderName(key, group)));
    groups.set(key, log);
    return log;
  }

  return {
    deliver(region, group, write) {
      const milliseconds = timing.delay("logs-delivered", `${region} ${group}`);
      const attempt = () => {
        if (isClosed) return;
        try {
          write();
        } catch (error) {
          report(`The log group ${group} cannot be written to: ${error instanceof Error ? error.message : error}`);
        }
      };
      if (milliseconds === 0) attempt();
      else clock.later(milliseconds, attempt);
    },
    append(region, group, stream, events) {
      const ingestionTime = clock.now() + timing.delay("logs-searchable", `${region} ${group}`);
      open(region, group).append(
        events.map(({ timestamp, message }) => ({
          eventId: nextId(ingestionTime),
          stream,
          timestamp,
          ingestionTime,
          message,
        })),
      );
    },
    read(region, group, times = ALL_TIMES) {
      const now = clock.now();
      const events = open(region, group).read(times);
      return events.every(({ ingestionTime }) => ingestionTime <= now)
        ? events
        : events.filter(({ ingestionTime }) => ingestionTime <= now);
    },
    streams: (region, group) => open(region, group).streams(),
    storedBytes: (region, group) => open(region, group).storedBytes(),
    expire: (region, group, time) => open(region, group).expire(time),
    drop: (region, group) => open(region, group).drop(),
    close() {
      isClosed = true;
      for (const log of groups.values()) log.close();
    },
  };
}

const READABLE_CHARACTERS = 60;

/**
 * A folder name that is valid on every operating system: group names can contain slashes, be up to 512 characters long
 * and differ only by case.
 */
function folderName(key: string, group: string): string {
  const readable = group.replace(/\W+/g, "-").replace(/^-/, "").slice(0, READABLE_CHARACTERS);
  return `${readable}-${createHash("sha256").update(key).digest("hex").slice(0, 20)}`;
}
