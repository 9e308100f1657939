/** Attributes in DynamoDB's own JSON, as received. */
export type WireItem = Readonly<Record<string, WireValue>>;

/** A value: the name of its only member is its type. Lists and maps contain values. */
export interface WireValue {
  readonly L?: readonly WireValue[];
  readonly M?: WireItem;
}
