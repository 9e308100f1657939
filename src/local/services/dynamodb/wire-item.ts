/** Attributes in DynamoDB's own JSON. */
export type WireItem = Readonly<Record<string, WireValue>>;

/** A value, whose only member is named for its type. Lists and maps contain values. */
export interface WireValue {
  readonly L?: readonly WireValue[];
  readonly M?: WireItem;
}
