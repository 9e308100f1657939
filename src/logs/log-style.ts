import { Chalk, type ChalkInstance } from "chalk";
import type { LogSource } from "./log-event.ts";
import type { LogStyle } from "./render-line.ts";

/** Creates the style of log lines; if `color` is false, text stays unchanged. */
export function createLogStyle(color: boolean): LogStyle {
  const chalk = new Chalk({ level: color ? 1 : 0 });
  const sources: Readonly<Record<LogSource, ChalkInstance>> = {
    create: chalk.green,
    read: chalk.cyan,
    update: chalk.blue,
    delete: chalk.magenta,
    website: chalk.gray,
    api: chalk.yellow,
  };
  return {
    time: chalk.dim,
    source: (source, text) => sources[source](text),
    level(level, text) {
      if (level === "ERROR" || level === "FATAL") return chalk.red(text);
      return level === "WARN" ? chalk.yellow(text) : chalk.dim(text);
    },
  };
}
