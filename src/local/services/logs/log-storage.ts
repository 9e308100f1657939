/** Where log events live: append-only, in memory, and in one file per log group where the cloud has a directory. */
export interface LogStorage {
  /** Appends events to a stream. Timestamps are milliseconds since the epoch. */
  append(region: string, group: string, stream: string, events: readonly NewLogEvent[]): void;
  /** The events of a group in the order of their timestamps, then of their arrival. */
  read(region: string, group: string): readonly LogEvent[];
  drop(region: string, group: string): void;
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
