import { join } from "node:path";
import { PACKAGE_ROOT } from "../package/package-root.ts";
import { JSON_ERROR, JSON_OUTPUTS, type JsonOutput } from "./json-outputs.ts";

const COMMAND_WIDTH = 23;

/** The page of `help json`: the rule, and the schema of every command. */
export function jsonTopic(): string {
  return `JSON of todo-api: every command takes --json, and answers in JSON on stdout.

  A command on one thing prints one object: items add, items get, status, plan.
  A command that lists, or takes several, prints an array, even of one:
  items list, items done, items undone, items delete.
  A command that reports progress prints one object a line, and the last is the
  result: deploy, destroy, rollback, orphans --remove. logs and items export print
  one object a line, too. items add - prints one object with the counts and ids.
  A failure is one object, {"error": {...}}; after progress it is the last line.
  A stack is {"app", "stage"}, a status code is a number, and a document that the
  cloud keeps as JSON text is JSON.

Schemas (JSON Schema 2020-12), in ${join(PACKAGE_ROOT, "bin", "schemas")}

${JSON_OUTPUTS.map(outputText).join("")}${row("any, if it fails", fileOf(JSON_ERROR))}${row("what they share", fileOf("definitions"))}`;
}

function outputText({ command, lines = [], result = [] }: JsonOutput): string {
  const each = lines.length > 0 ? [`a line: ${alternatives(lines)}`] : [];
  const last = result.length > 0 ? [`${lines.length > 0 ? "the last: " : ""}${alternatives(result)}`] : [];
  return [...each, ...last].map((text, index) => row(index === 0 ? command : "", text)).join("");
}

function row(label: string, text: string): string {
  return `  ${label.padEnd(COMMAND_WIDTH)}${text}\n`;
}

function alternatives(names: readonly string[]): string {
  return names.map(fileOf).join(" or ");
}

function fileOf(name: string): string {
  return `${name}.schema.json`;
}
