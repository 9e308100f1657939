import type { LogEvent, StreamSummary } from "./log-storage.ts";

/** Updates the summaries of a group's streams with more events. */
export function summarize(streams: Map<string, StreamSummary>, events: readonly LogEvent[]): void {
  for (const { stream: name, timestamp, ingestionTime } of events) {
    const known = streams.get(name);
    streams.set(name, {
      name,
      createdAt: Math.min(known?.createdAt ?? ingestionTime, ingestionTime),
      firstTimestamp: Math.min(known?.firstTimestamp ?? timestamp, timestamp),
      lastTimestamp: Math.max(known?.lastTimestamp ?? timestamp, timestamp),
      lastIngestionTime: Math.max(known?.lastIngestionTime ?? ingestionTime, ingestionTime),
    });
  }
}
