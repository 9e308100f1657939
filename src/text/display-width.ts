import stringWidth from "string-width";

/** How many columns of a terminal a printable text takes: two for CJK and emoji, none for combining marks. */
export function displayWidth(text: string): number {
  return stringWidth(text);
}

/**
 * The text, cut to at most so many columns; what is cut ends in "…". Never cuts through a character that a reader sees
 * as one.
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

/** The text with spaces after it, up to so many columns. */
export function padTo(text: string, columns: number): string {
  return text + " ".repeat(Math.max(0, columns - displayWidth(text)));
}

const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });

function graphemes(text: string): readonly string[] {
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}
