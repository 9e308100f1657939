/** Attributes in DynamoDB JSON. */
export type WireItem = Readonly<Record<string, WireValue>>;

/** A value. Its only member is named after its type, such as `S`. Lists and maps contain further values. */
export interface WireValue {
  readonly L?: readonly WireValue[];
  readonly M?: WireItem;
}
