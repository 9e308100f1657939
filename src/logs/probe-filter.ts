import { PROBE_USER_AGENT } from "../aws/user-agent.ts";
import { isRecord, parseJson } from "../text/json.ts";
import type { LogEvent } from "./log-event.ts";

/** Omits the lines that probes caused (see `PROBE_USER_AGENT`); all other lines keep their order. */
interface ProbeFilter {
  /** Adds the next event in chronological order; returns the events that can be shown now. */
  take(event: LogEvent): readonly LogEvent[];
  /** Ends a round of reading; returns the events that can be shown now. The last round holds nothing back. */
  endRound(isLast: boolean): readonly LogEvent[];
}

/** API Gateway writes its line, with the user agent, after the function's lines, at most 29 s after the request. */
const LONGEST_REQUEST_MS = 30_000;
const MAX_REQUESTS = 10_000;

interface Held {
  readonly event: LogEvent;
  /** Returns whether a probe caused the event; undefined until that is known. */
  readonly verdict: () => boolean | undefined;
  rounds: number;
}

/**
 * Creates a filter that holds a function's lines until the access log shows whether a probe called the function, but no
 * later than the end of the next round or the arrival of an event that is more than 30 s newer.
 */
export function createProbeFilter(): ProbeFilter {
  const held: Held[] = [];
  /** Whether a probe caused an invocation, by the function's request ID. */
  const isProbe = new Map<string, boolean>();

  const release = (isOverdue: (held: Held) => boolean): readonly LogEvent[] => {
    const shown: LogEvent[] = [];
    for (let first = held[0]; first !== undefined; first = held[0]) {
      const probe = first.verdict();
      if (probe === undefined && !isOverdue(first)) break;
      held.shift();
      if (probe !== true) shown.push(first.event);
    }
    return shown;
  };

  return {
    take(event) {
      held.push({ event, verdict: readVerdict(event, isProbe), rounds: 0 });
      return release(({ event: first }) => event.timestamp - first.timestamp > LONGEST_REQUEST_MS);
    },
    endRound(isLast) {
      const shown = release(({ rounds }) => isLast || rounds > 0);
      for (const one of held) one.rounds += 1;
      return shown;
    },
  };
}

/**
 * Parses an event once, and returns a function that returns the verdict on the event. The verdict on an access log line
 * is known immediately, and also applies to the function's lines with the request ID in `functionRequestId`.
 */
function readVerdict({ source, message }: LogEvent, isProbe: Map<string, boolean>): () => boolean | undefined {
  if (source === "api") {
    const access = parseAccess(message);
    remember(isProbe, access);
    return () => access.isProbe;
  }
  const id = requestIdOf(message);
  return () => (id === undefined ? false : isProbe.get(id));
}

interface Access {
  readonly isProbe: boolean;
  /** The function's request ID. */
  readonly requestId?: string;
}

function parseAccess(message: string): Access {
  const line = parseJson(message);
  if (!isRecord(line)) return { isProbe: false };
  const { functionRequestId, userAgent } = line;
  const isProbe = userAgent === PROBE_USER_AGENT;
  return typeof functionRequestId === "string" ? { isProbe, requestId: functionRequestId } : { isProbe };
}

/** Records the verdict on a request. Forgets the oldest requests, whose lines have already been shown or omitted. */
function remember(known: Map<string, boolean>, { isProbe, requestId }: Access): void {
  if (requestId !== undefined) known.set(requestId, isProbe);
  for (const id of known.keys()) {
    if (known.size <= MAX_REQUESTS) return;
    known.delete(id);
  }
}

/**
 * The request ID of a line: in `record` if Lambda wrote the line, at the top level if the function did
 * (https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html).
 */
function requestIdOf(message: string): string | undefined {
  const line = parseJson(message);
  if (!isRecord(line)) return undefined;
  const id = isRecord(line["record"]) ? line["record"]["requestId"] : line["requestId"];
  return typeof id === "string" ? id : undefined;
}
