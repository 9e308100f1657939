import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import { expect } from "vitest";
import { JSON_ERROR, JSON_OUTPUTS, type JsonOutput } from "../../src/cli/json-outputs.ts";
import { EXIT } from "../../src/errors.ts";
import { PACKAGE_ROOT } from "../../src/package/package-root.ts";

const FOLDER = join(PACKAGE_ROOT, "bin", "schemas");
const ENDING = ".schema.json";

const ajv = new Ajv2020({ strict: true, strictRequired: false, allowUnionTypes: true });
for (const file of readdirSync(FOLDER)) ajv.addSchema(JSON.parse(readFileSync(join(FOLDER, file), "utf8")));

/** The schema of a file in bin/schemas, compiled. */
export function schemaOf(name: string): ValidateFunction {
  const found = ajv.getSchema(`${name}${ENDING}`);
  if (!found) throw new Error(`bin/schemas has no file ${name}${ENDING}.`);
  return found;
}

const VALUE_FLAGS = ["--app", "--stage", "--region", "--profile", "--endpoint-url"];
const ALIASES: Readonly<Record<string, string>> = { diff: "plan", ls: "list", rm: "delete", "-o": "--output" };

/** Expects the `--json` output of a command line to match the schemas of its command. */
export function expectSchemas(
  argv: readonly string[],
  { code, stdout }: { readonly code: number; readonly stdout: string },
): void {
  const output = outputOf(argv);
  if (!output && code === EXIT.ok)
    expect.fail(`src/cli/json-outputs.ts has no entry for the output of todo-api ${argv.join(" ")}`);
  const { lines = [], result = lines } = output ?? { result: [JSON_ERROR] };
  const documents = documentsIn(stdout);
  if (documents.length === 0) {
    const mayPrintNothing = code === EXIT.interrupted || (output !== undefined && output.result === undefined);
    if (!mayPrintNothing) expect.fail(`${argv.join(" ")} printed no result (exit code ${code}).`);
    return;
  }
  const last = documents.length - 1;
  for (const [index, document] of documents.entries()) {
    const isCut = index === last && code === EXIT.interrupted;
    const ends = [...result, ...(code === EXIT.ok ? [] : [JSON_ERROR]), ...(isCut ? lines : [])];
    expectOneOf(index === last ? ends : lines, document, argv);
  }
}

function expectOneOf(names: readonly string[], document: unknown, argv: readonly string[]): void {
  const faults = names.flatMap((name) => {
    const validate = schemaOf(name);
    return validate(document) ? [] : [`${name}: ${ajv.errorsText(validate.errors)}`];
  });
  if (faults.length < names.length) return;
  expect.fail(
    `todo-api ${argv.join(" ")} printed ${JSON.stringify(document)}, which matches none of the schemas that src/cli/json-outputs.ts names for it:\n${faults.join("\n")}`,
  );
}

/** Parses one document on any number of lines, or one document per line. */
function documentsIn(stdout: string): readonly unknown[] {
  try {
    return stdout === "" ? [] : [JSON.parse(stdout)];
  } catch {
    return stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
  }
}

/** The output of the command; undefined for an unknown command, which prints only an error. */
function outputOf(argv: readonly string[]): JsonOutput | undefined {
  const words = argv
    .filter((_, index) => !VALUE_FLAGS.includes(argv[index - 1] ?? ""))
    .map((word) => ALIASES[word] ?? word);
  const [first = "", second = ""] = words.filter((word) => !word.startsWith("-"));
  const command = ["items", "local"].includes(first) ? `${first} ${second}` : first;
  const matching = JSON_OUTPUTS.filter(
    (output) => output.command === command || words.some((word) => output.command === `${command} ${word}`),
  );
  return matching.at(-1);
}

/** Whether the output must be JSON: with `--json`, all output but help and the version. */
export function printsJson(argv: readonly string[]): boolean {
  const flags = argv.slice(0, argv.includes("--") ? argv.indexOf("--") : undefined);
  const isText = ["help", "--help", "-h", "--version", "-v"].some((word) => flags.includes(word));
  return flags.includes("--json") && !isText;
}
