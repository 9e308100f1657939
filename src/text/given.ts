/** A setting and its source, such as "--region". */
export interface Given {
  readonly value: string;
  readonly source: string;
}

/** Returns the first candidate that is set; an empty string is treated as absent, as in the AWS CLI. */
export function firstGiven(...candidates: readonly (readonly [string | undefined, string])[]): Given | undefined {
  for (const [value, source] of candidates) if (value) return { value, source };
  return undefined;
}
