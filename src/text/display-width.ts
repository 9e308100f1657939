import stringWidth from "string-width";

/** The number of terminal columns that text occupies: two for each CJK character or emoji, none for combining marks. */
export function displayWidth(text: string): number {
  return stringWidth(text);
}

/**
 * Truncates text to a number of columns; truncated text ends in "…". Never splits a grapheme, which a reader sees as
 * one character.
 */
export function truncate(text: string, columns: number): string {
  if (displayWidth(text) <= columns) return text;
  let kept = "";
  let width = 0;
  for (const grapheme of graphemes(text)) {
    width += displayWidth(grapheme);
    if (width > columns - 1) break;
    kept += grapheme;
  }
  return columns < 1 ? "" : `${kept.trimEnd()}…`;
}

/** Pads text with spaces to a number of columns. */
export function padTo(text: string, columns: number): string {
  return text + " ".repeat(Math.max(0, columns - displayWidth(text)));
}

const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });

function graphemes(text: string): readonly string[] {
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}
