/** IDs start with a timestamp, so the IDs of items created minutes apart often share their first 7 characters. */
const MIN_CHARACTERS = 8;

/** Returns prefixes of equal length that distinguish these IDs. */
export function shortIds(ids: readonly string[]): readonly string[] {
  const sorted = [...ids].sort();
  const shared = sorted.map((id, index) => commonLength(id, sorted[index + 1] ?? ""));
  const length = shared.reduce((longest, characters) => Math.max(longest, characters + 1), MIN_CHARACTERS);
  return ids.map((id) => id.slice(0, length));
}

function commonLength(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length += 1;
  return length;
}
