/** Stores log events. If the cloud has a directory, each log group has its own files. */
export interface LogStorage {
  /**
   * Runs `write` after the log delivery delay, unless the storage has been closed by then. Reports errors from `write`.
   */
  deliver(region: string, group: string, write: () => void): void;
  /**
   * Appends events to a stream. If the cloud has a directory, the events are in a file when `append` returns.
   * Timestamps are milliseconds since the epoch.
   */
  append(region: string, group: string, stream: string, events: readonly NewLogEvent[]): void;
  /** A group's events that are searchable now, ordered by timestamp, then by arrival. */
  read(region: string, group: string, times?: TimeRange): readonly LogEvent[];
  /** A group's streams that have events. */
  streams(region: string, group: string): readonly StreamSummary[];
  /** The approximate size of a group's events in bytes. */
  storedBytes(region: string, group: string): number;
  /** Deletes the segments whose events are all older than `time`. */
  expire(region: string, group: string, time: number): void;
  /** Deletes all events in a group. */
  drop(region: string, group: string): void;
  /** Closes the files. A later append reopens them. */
  close(): void;
}

/** A range of timestamps, including both ends. */
export interface TimeRange {
  readonly from: number;
  readonly to: number;
}

export interface NewLogEvent {
  readonly timestamp: number;
  readonly message: string;
}

export interface LogEvent extends NewLogEvent {
  /** Unique. Events that arrive later have greater IDs. */
  readonly eventId: string;
  readonly stream: string;
  readonly ingestionTime: number;
}

export interface StreamSummary {
  readonly name: string;
  /** When the stream's first event arrived. */
  readonly createdAt: number;
  readonly firstTimestamp: number;
  readonly lastTimestamp: number;
  readonly lastIngestionTime: number;
}
