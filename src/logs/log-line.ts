/** The readable parts of an event. */
export interface LogLine {
  /** In uppercase, such as INFO or WARN; absent if the event has no level. */
  readonly level?: string;
  /** May contain control characters, but no line breaks. */
  readonly text: string;
}

/** Replaces line breaks with bars, so that the text is one line. */
export function onOneLine(text: string): string {
  return text.trim().replaceAll(/\s*[\r\n]+\s*/g, " | ");
}
