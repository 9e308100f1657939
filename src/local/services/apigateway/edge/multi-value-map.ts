/** Named values that may repeat: of each name all values, and the last, which is the one that AWS puts where there is room for one. */
export interface MultiValueMap {
  readonly last: Readonly<Record<string, string>>;
  readonly all: Readonly<Record<string, readonly string[]>>;
}

/** Gathers pairs by name, which is case-sensitive. */
export function toMultiValueMap(pairs: Iterable<readonly [string, string]>): MultiValueMap {
  // Without a prototype, so that a caller can name a value as he likes: __proto__, for one.
  const last: Record<string, string> = Object.create(null);
  const all: Record<string, string[]> = Object.create(null);
  for (const [name, value] of pairs) {
    last[name] = value;
    const values = all[name];
    if (values) values.push(value);
    else all[name] = [value];
  }
  return { last, all };
}
