/** Ids begin with the time: shorter ones would be the same for all items of a day. */
const FEWEST_CHARACTERS = 8;

/** For each id its beginning, all of one length: the fewest characters, at least eight, that tell these ids from each other. */
export function shortIds(ids: readonly string[]): readonly string[] {
  const sorted = [...ids].sort();
  const shared = sorted.map((id, index) => commonLength(id, sorted[index + 1] ?? ""));
  const length = shared.reduce((longest, characters) => Math.max(longest, characters + 1), FEWEST_CHARACTERS);
  return ids.map((id) => id.slice(0, length));
}

function commonLength(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length += 1;
  return length;
}
