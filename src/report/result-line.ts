import { Chalk } from "chalk";
import type { Io } from "../io.ts";
import { usesColour } from "./color.ts";

/** The sentence that says what a run came to: after a blank line, and in green where there are colors. */
export function resultLine(text: string, { stderr, env }: Pick<Io, "stderr" | "env">): string {
  return `\n${new Chalk({ level: usesColour(stderr, env) ? 1 : 0 }).green(text)}\n`;
}
