import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { usageError } from "../../errors.ts";
import { parseJsonText } from "../../files/parse-json-text.ts";
import { FileFault, readRegularFile } from "../../files/safe-file.ts";
import { PACKAGE_ROOT } from "../../package/package-root.ts";
import { didYouMean } from "../../text/did-you-mean.ts";
import type { Given } from "../../text/given.ts";
import { toPrintable } from "../../text/printable.ts";
import { checkModel } from "./check-model.ts";
import type { Model } from "./model.ts";

const FOLDER = join(PACKAGE_ROOT, "handlers", "models");

/**
 * Reads the built-in model with the given name, or the file at the given path; throws a usage error with all faults. A
 * model from a file must not have the name of a different built-in model, because a later deploy could use the built-in
 * model instead.
 */
export function readModel(given: Given, cwd: string): Model {
  const { value, source } = given;
  if (value === "") throw usageError(`the model (from ${source}) is empty; give a name or a file`);
  if (isModelName(value)) return readBuiltIn(given);
  const model = readFrom(resolve(cwd, value), given);
  if (builtInModelNames().includes(model.name) && JSON.stringify(model) !== JSON.stringify(getBuiltInModel(model.name)))
    throw usageError(
      `the model ${toPrintable(value)} (from ${source}) has the name of a built-in model, ${JSON.stringify(model.name)}; give it another name`,
    );
  return model;
}

/** Returns a built-in model by its name; throws a usage error if the name is unknown. */
export function getBuiltInModel(name: string): Model {
  return readBuiltIn({ value: name, source: "the built-in models" });
}

export function builtInModelNames(): readonly string[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith(".json"))
    .map((file) => file.slice(0, -".json".length))
    .sort();
}

/** Checks parsed JSON; throws a usage error with all faults. `what` describes its source. */
function parseModel(value: unknown, what: string): Model {
  const { model, faults } = checkModel(value);
  if (model) return model;
  const list = faults.map(({ where, why }) => `\n  ${toPrintable(`${where} ${why}`)}`).join("");
  throw usageError(`${what} is invalid; nothing was changed.${list}`);
}

/** Whether `value` is a model's name, not a path: a path contains a dot, slash or backslash, as in `plants.json`. */
export function isModelName(value: string): boolean {
  return !/[./\\]/.test(value);
}

function readBuiltIn(given: Given): Model {
  const { value, source } = given;
  const names = builtInModelNames();
  if (names.includes(value)) return readFrom(join(FOLDER, `${value}.json`), given);
  throw usageError(
    `model ${JSON.stringify(value)} (from ${source}) not found${didYouMean(value, names)}; use ${names.join(", ")}, or a path to a file, such as ./${/^[\w-]+$/.test(value) ? value : "plants"}.json`,
  );
}

function readFrom(file: string, { value, source }: Given): Model {
  const what = `the model ${toPrintable(value)} (from ${source})`;
  return parseModel(parseJsonText(readText(file, what), what), what);
}

function readText(file: string, what: string): string {
  try {
    const text = readRegularFile(file, { followLinks: true });
    if (text !== undefined) return text;
  } catch (error) {
    if (error instanceof FileFault) throw usageError(`${what} ${error.message}`);
    throw error;
  }
  throw usageError(`${what} does not exist: no file ${toPrintable(file)}`);
}
