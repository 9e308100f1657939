import { isDenial, parseDenial } from "../aws/denial.ts";
import { explainDenial } from "../aws/explain-denial.ts";
import { undefinedOn } from "../aws/undefined-on.ts";

/** Returns a value that was read from AWS; throws UnreadableFact if the credentials lack the permission. */
export type Fact<Value> = () => Value;

/** Thrown if the credentials lack the permission for an action; the message states what to do. */
export class UnreadableFact extends Error {
  readonly action: string;

  constructor(action: string, message: string) {
    super(message);
    this.name = "UnreadableFact";
    this.action = action;
  }
}

/** Awaits a read that requires permission for `action`. Denials become unreadable facts; other errors are thrown. */
export async function factOf<Value>(action: string, reading: Promise<Value>): Promise<Fact<Value>> {
  try {
    const value = await reading;
    return () => value;
  } catch (error) {
    if (!isDenial(error)) throw error;
    const denial = parseDenial(error);
    const { text } = explainDenial(denial, error.message);
    return () => {
      throw new UnreadableFact(denial.actions[0] ?? action, text);
    };
  }
}

/** Like `factOf`, but the value is undefined if the read fails with the error `errorName`. */
export function factUnless<Value>(
  errorName: string,
  action: string,
  reading: Promise<Value>,
): Promise<Fact<Value | undefined>> {
  return factOf(action, undefinedOn(reading, errorName));
}

export function derived<From, Value>(fact: Fact<From>, convert: (from: From) => Value): Fact<Value> {
  return () => convert(fact());
}

/**
 * Creates a fact for a value that could not be read because `fact` is unreadable; the new fact throws the same error.
 * If `fact` has a value after all, the new fact throws an error with the message `otherwise`.
 */
export function unreadableWithout(fact: Fact<unknown>, otherwise: string): Fact<never> {
  return () => {
    fact();
    throw new Error(otherwise);
  };
}

/** Returns a fact's value, wrapped in an object because it can be undefined; undefined if the fact is unreadable. */
export function findValue<Value>(fact: Fact<Value>): { readonly value: Value } | undefined {
  try {
    return { value: fact() };
  } catch (error) {
    if (error instanceof UnreadableFact) return undefined;
    throw error;
  }
}

/** Whether the fact shows that something does not exist; false if the fact could not be read. */
export function isAbsent(fact: Fact<unknown>): boolean {
  const known = findValue(fact);
  return known !== undefined && known.value === undefined;
}
