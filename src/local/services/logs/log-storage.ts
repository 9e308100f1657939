/** Where log events live: append-only, in memory, and in files of their log group where the cloud has a directory. */
export interface LogStorage {
  /** Has a service write its lines, as late as it delivers them. */
  deliver(region: string, group: string, write: () => void): void;
  /** Appends events to a stream; they survive a kill once this returns. Timestamps are milliseconds since the epoch. */
  append(region: string, group: string, stream: string, events: readonly NewLogEvent[]): void;
  /** The events of a group that can be found by now, in the order of their timestamps, then of their arrival. */
  read(region: string, group: string, times?: TimeRange): readonly LogEvent[];
  /** The streams that were ever written to. */
  streams(region: string, group: string): readonly StreamSummary[];
  /** About how much a group holds. */
  storedBytes(region: string, group: string): number;
  /** Frees what holds nothing but events from before `time`. */
  expire(region: string, group: string, time: number): void;
  drop(region: string, group: string): void;
  /** Closes the files; what is appended afterwards opens them again. */
  close(): void;
}

/** Timestamps from and to, both inclusive. */
export interface TimeRange {
  readonly from: number;
  readonly to: number;
}

export interface NewLogEvent {
  readonly timestamp: number;
  readonly message: string;
}

export interface LogEvent extends NewLogEvent {
  /** Unique, and growing with arrival. */
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
