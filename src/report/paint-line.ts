import { Chalk } from "chalk";
import type { EventLine } from "./event-line.ts";

/** The line as text, in color if requested. */
export function paintLine({ tone, verb, rest }: EventLine, color: boolean): string {
  const chalk = new Chalk({ level: color ? 1 : 0 });
  const paint = { good: chalk.green, bad: chalk.red, dull: chalk.dim }[tone];
  return tone === "dull" ? paint(`${verb}  ${rest}`) : `${paint(verb)}  ${rest}`;
}
