/** Parsed JSON is `unknown` until it is checked; TypeScript's own declaration returns `any`. */
interface JSON {
  parse(text: string, reviver?: (key: string, value: unknown) => unknown): unknown;
}
