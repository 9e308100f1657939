/** Stores log events: append-only, in memory, and in files per log group if the cloud has a directory. */
export interface LogStorage {
  /** Runs `write` after the delay of a log delivery. */
  deliver(region: string, group: string, write: () => void): void;
  /**
   * Appends events to a stream. Once this returns, they survive a kill. Timestamps are milliseconds since the epoch.
   */
  append(region: string, group: string, stream: string, events: readonly NewLogEvent[]): void;
  /** The events of a group that can be found now, ordered by timestamp, then by arrival. */
  read(region: string, group: string, times?: TimeRange): readonly LogEvent[];
  /** The streams with events. */
  streams(region: string, group: string): readonly StreamSummary[];
  /** The approximate size of a group. */
  storedBytes(region: string, group: string): number;
  /** Frees segments in which all events are from before `time`. */
  expire(region: string, group: string, time: number): void;
  drop(region: string, group: string): void;
  /** Closes the files. A later append opens them again. */
  close(): void;
}

/** A range of timestamps, both inclusive. */
export interface TimeRange {
  readonly from: number;
  readonly to: number;
}

export interface NewLogEvent {
  readonly timestamp: number;
  readonly message: string;
}

export interface LogEvent extends NewLogEvent {
  /** Unique, and in the order of arrival. */
  readonly eventId: string;
  readonly stream: string;
  readonly ingestionTime: number;
}

export interface StreamSummary {
  readonly name: string;
  /** When its first event arrived. */
  readonly createdAt: number;
  readonly firstTimestamp: number;
  readonly lastTimestamp: number;
  readonly lastIngestionTime: number;
}
