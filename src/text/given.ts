/** A setting and where it was found, as a person would say it. */
export interface Given {
  readonly value: string;
  readonly source: string;
}

/** The first that is set; an empty text is as good as none, as in the AWS tools. */
export function firstGiven(...candidates: readonly (readonly [string | undefined, string])[]): Given | undefined {
  for (const [value, source] of candidates) if (value) return { value, source };
  return undefined;
}
