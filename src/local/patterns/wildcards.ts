/** What a pattern is made of: a character that stands for itself, one of any kind, or any number of them. */
export type PatternToken = string | typeof ONE | typeof ANY;
export const ONE = Symbol("one character");
export const ANY = Symbol("any text");

/**
 * Whether the whole text is as the pattern says. Where a character does not fit, the last `ANY` takes one more: going back to an earlier
 * one could not help. So the time is bounded by the two lengths multiplied, which no regular expression promises.
 */
export function matchesTokens(text: string, tokens: readonly PatternToken[]): boolean {
  let position = 0;
  let token = 0;
  let lastAny = -1;
  let takenTo = 0;
  while (position < text.length) {
    const now = tokens[token];
    if (now === ANY) {
      lastAny = token;
      token += 1;
      takenTo = position;
    } else if (now === ONE || now === text[position]) {
      token += 1;
      position += 1;
    } else if (lastAny >= 0) {
      token = lastAny + 1;
      takenTo += 1;
      position = takenTo;
    } else return false;
  }
  return tokens.slice(token).every((rest) => rest === ANY);
}
