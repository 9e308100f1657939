import { Chalk } from "chalk";
import type { Io } from "../io.ts";
import { usesColor } from "./color.ts";

/** Formats the result of a run, in green if colors are on. */
export function resultLine(text: string, { stderr, env }: Pick<Io, "stderr" | "env">): string {
  return `\n${new Chalk({ level: usesColor(stderr, env) ? 1 : 0 }).green(text)}\n`;
}
