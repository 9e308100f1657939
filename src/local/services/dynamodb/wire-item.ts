/** Attributes in DynamoDB's own JSON, as they came. */
export type WireItem = Readonly<Record<string, WireValue>>;

/** A value: its type is the name of its one member. Lists and maps have values in them. */
export interface WireValue {
  readonly L?: readonly WireValue[];
  readonly M?: WireItem;
}
