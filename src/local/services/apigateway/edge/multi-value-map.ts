import { emptyRecord } from "../../../state/null-prototype.ts";

/** Values by name: every value of each name, and the last one, which AWS uses where only one is allowed. */
export interface MultiValueMap {
  readonly last: Readonly<Record<string, string>>;
  readonly all: Readonly<Record<string, readonly string[]>>;
}

/** Groups pairs by name. Names are case-sensitive. */
export function toMultiValueMap(pairs: Iterable<readonly [string, string]>): MultiValueMap {
  const last = emptyRecord<string>();
  const all = emptyRecord<string[]>();
  for (const [name, value] of pairs) {
    last[name] = value;
    const values = all[name];
    if (values) values.push(value);
    else all[name] = [value];
  }
  return { last, all };
}
