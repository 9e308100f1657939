/** A part of a pattern: a literal character, any one character, or any string. */
export type PatternToken = string | typeof ONE | typeof ANY;
export const ONE = Symbol("one character");
export const ANY = Symbol("any text");

/**
 * Whether the whole string matches. After a mismatch, the last `ANY` takes one more character; the earlier ones do not
 * have to change. The time is therefore at most proportional to the product of the two lengths; a regular expression
 * can take exponentially long.
 */
export function matchesTokens(text: string, tokens: readonly PatternToken[]): boolean {
  let position = 0;
  let token = 0;
  let lastAny = -1;
  let takenTo = 0;
  while (position < text.length) {
    const current = tokens[token];
    if (current === ANY) {
      lastAny = token;
      token += 1;
      takenTo = position;
    } else if (current === ONE || current === text[position]) {
      token += 1;
      position += 1;
    } else if (lastAny >= 0) {
      token = lastAny + 1;
      takenTo += 1;
      position = takenTo;
    } else return false;
  }
  return tokens.slice(token).every((unmatched) => unmatched === ANY);
}
