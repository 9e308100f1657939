/** What JSON text holds is unknown until it is checked: TypeScript's own declaration says `any`. */
interface JSON {
  parse(text: string, reviver?: (key: string, value: unknown) => unknown): unknown;
}
