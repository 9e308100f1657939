/** What is wrong at one place of a model: `fields.email.format`. */
export interface ModelFault {
  readonly where: string;
  readonly why: string;
}

/** Takes note of a fault. */
export type Blame = (where: string, why: string) => void;

/** A JSON object of which nothing is known yet. */
export type Unknowns = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is Unknowns {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
