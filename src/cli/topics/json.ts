import { join } from "node:path";
import { PACKAGE_ROOT } from "../../package/package-root.ts";
import { JSON_ERROR, JSON_OUTPUTS, type JsonOutput } from "../json-outputs.ts";

const COMMAND_WIDTH = 23;

/** The text that `help json` prints. */
export function jsonTopic(): string {
  return `With --json, every command except help prints JSON to stdout.

  One object         items add, items get, status, plan and others; items add -
                     prints an object with counts and IDs
  One array          commands that act on several items: items list,
                     items done, items undone, items delete
  Objects, one per   deploy, destroy, rollback, orphans --remove (progress, then
  line               the result as the last line), logs, items export
  On failure         {"error": {"code", "message", "next", "details"}}; after
                     progress, it is the last line

Schemas (JSON Schema 2020-12) are in
${join(PACKAGE_ROOT, "bin", "schemas")}:

${JSON_OUTPUTS.map(outputText).join("")}${row("any failed command", fileOf(JSON_ERROR))}${row("shared definitions", fileOf("definitions"))}`;
}

function outputText({ command, lines = [], result = [] }: JsonOutput): string {
  const isProgress = result.length > 0;
  const rows = [
    ...lines.map((name) => `${fileOf(name)} (${isProgress ? "lines before the result" : "each line"})`),
    ...result.map((name, index) => (index === 0 ? fileOf(name) : `or ${fileOf(name)}`)),
  ];
  return rows.map((text, index) => row(index === 0 ? command : "", text)).join("");
}

function row(label: string, text: string): string {
  return `  ${label.padEnd(COMMAND_WIDTH)}${text}\n`;
}

function fileOf(name: string): string {
  return `${name}.schema.json`;
}
