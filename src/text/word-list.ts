/** Joins words as in a sentence: "a, b and c". */
export function listWithAnd(words: readonly string[]): string {
  return new Intl.ListFormat("en-GB", { type: "conjunction" }).format(words);
}

/** Joins alternatives: "a, b or c". */
export function listWithOr(words: readonly string[]): string {
  return new Intl.ListFormat("en-GB", { type: "disjunction" }).format(words);
}
