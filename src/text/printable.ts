/**
 * Makes text safe for a terminal: control characters become escapes (`\n`, `\x1b`), so that the text stays on one line
 * and cannot color, clear or retitle the terminal.
 */
export function toPrintable(text: string): string {
  return text.replace(UNSAFE, escapeOne);
}

/** Makes multiline text safe for a terminal, as `toPrintable` does, but keeps the line breaks. */
export function toPrintableLines(text: string): string {
  return text.split("\n").map(toPrintable).join("\n");
}

/** Formats JSON that is safe for a terminal: control characters in strings are escaped, such as `\u009b`. */
export function toPrintableJson(value: unknown, indent = 0): string {
  return toPrintableJsonText(JSON.stringify(value, null, indent) ?? "null");
}

/** Makes JSON text safe for a terminal, as `toPrintableJson` does. */
export function toPrintableJsonText(json: string): string {
  return json.replace(UNSAFE_IN_JSON, (character) => `\\u${hex(character, 4)}`);
}

// In addition to C0 and DEL: C1 (U+009B starts a sequence as ESC [ does), the separators that break lines, and the
// marks that reorder the text around them (https://trojansource.codes).
const UNSAFE = /[\p{Cc}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;
const UNSAFE_IN_JSON = /[\x7f-\x9f\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;
const SHORT: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

function escapeOne(character: string): string {
  const short = SHORT[character];
  if (short !== undefined) return short;
  return character < "\u0100" ? `\\x${hex(character, 2)}` : `\\u${hex(character, 4)}`;
}

function hex(character: string, digits: number): string {
  return (character.codePointAt(0) ?? 0).toString(16).padStart(digits, "0");
}
