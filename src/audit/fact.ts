import { isDenial, parseDenial } from "../aws/denial.ts";
import { explainDenial } from "../aws/explain-denial.ts";
import { undefinedOn } from "../aws/undefined-on.ts";

/** Something that was read from AWS. Throws UnreadableFact if these credentials may not read it. */
export type Fact<Value> = () => Value;

/** The credentials lack the permission for this action; the message states how to add it. */
export class UnreadableFact extends Error {
  readonly action: string;

  constructor(action: string, message: string) {
    super(message);
    this.name = "UnreadableFact";
    this.action = action;
  }
}

/** Awaits a read that requires the permission for `action`; only a denial becomes an unreadable fact. */
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

/** The same for something that may not exist, which is an error of the service; the fact is then undefined. */
export function factUnless<Value>(
  error: string,
  action: string,
  reading: Promise<Value>,
): Promise<Fact<Value | undefined>> {
  return factOf(action, undefinedOn(reading, error));
}

/** A fact that follows from another one. */
export function derived<From, Value>(fact: Fact<From>, convert: (from: From) => Value): Fact<Value> {
  return () => convert(fact());
}

/** A fact that is read only by means of another one, which could not be read: it throws what that one throws. */
export function unreadableWithout(fact: Fact<unknown>, otherwise: string): Fact<never> {
  return () => {
    fact();
    throw new Error(otherwise);
  };
}

/** The value of a fact in an object; undefined if it could not be read. */
export function knownOf<Value>(fact: Fact<Value>): { readonly value: Value } | undefined {
  try {
    return { value: fact() };
  } catch (error) {
    if (error instanceof UnreadableFact) return undefined;
    throw error;
  }
}

/** Whether it was read that something does not exist. */
export function isAbsent(fact: Fact<unknown>): boolean {
  const known = knownOf(fact);
  return known !== undefined && known.value === undefined;
}
