import { isRecord, parseJson } from "../text/json.ts";
import { toPrintable, toPrintableJson } from "../text/printable.ts";
import type { LogEvent, LogSource } from "./log-event.ts";
import type { LogLine } from "./log-line.ts";

/** Colors the parts of a line. */
export interface LogStyle {
  time(text: string): string;
  source(source: LogSource, text: string): string;
  level(level: string, text: string): string;
}

/** The display settings for lines. */
export interface LogView {
  /** The format of the time: local time for a terminal, ISO 8601 in UTC for another program. */
  readonly clock: "wall" | "iso";
  readonly style: LogStyle;
  /** Milliseconds since the epoch. */
  now(): number;
}

/** Formats an event as a readable line: time, source, level, message. */
export function renderLine(
  { timestamp, source, isLate }: LogEvent,
  { level = "", text }: LogLine,
  view: LogView,
): string {
  const { style } = view;
  const time = view.clock === "iso" ? new Date(timestamp).toISOString() : wallTime(timestamp, view.now());
  const shownLevel = toPrintable(level).padEnd(LEVEL_WIDTH);
  const marks = [style.time(time), style.source(source, source.padEnd(SOURCE_WIDTH)), style.level(level, shownLevel)];
  return `${marks.join(" ")} ${isLate ? "(late) " : ""}${toPrintable(text)}\n`;
}

/** Formats an event as a JSON line; a message that is a JSON object is included as an object. */
export function renderJsonLine({ timestamp, source, logGroup, eventId, message, isLate }: LogEvent): string {
  const time = new Date(timestamp).toISOString();
  const json = message.startsWith("{") ? parseJson(message) : undefined;
  const content = isRecord(json) ? json : message;
  return `${toPrintableJson({ timestamp: time, source, logGroup, eventId, message: content, ...(isLate && { late: true }) })}\n`;
}

const SOURCE_WIDTH = 6;
const LEVEL_WIDTH = 5;

/** Formats a local time, with the date if it is not today. */
function wallTime(timestamp: number, now: number): string {
  const at = new Date(timestamp);
  const time = `${twoDigits(at.getHours())}:${twoDigits(at.getMinutes())}:${twoDigits(at.getSeconds())}.${String(at.getMilliseconds()).padStart(3, "0")}`;
  const isToday = at.toDateString() === new Date(now).toDateString();
  return isToday ? time : `${at.getFullYear()}-${twoDigits(at.getMonth() + 1)}-${twoDigits(at.getDate())} ${time}`;
}

function twoDigits(number: number): string {
  return String(number).padStart(2, "0");
}
