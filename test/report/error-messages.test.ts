import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { PACKAGE_ROOT } from "../../src/package/package-root.ts";
import { filesIn } from "../documents/documents.ts";

/** An error message that is a literal without nested literals. */
const MESSAGE =
  /(?:usageError\(|new TodoApiError\(\s*"[\w-]+",\s*EXIT\.\w+,)\s*(?:"((?:[^"\\]|\\.)*)"|`((?:[^`\\]|\\.)*)`)(?=\s*[,)])/g;
/** A capital letter at the start, unless the word is a name. */
const CAPITAL = /^(?!Lambda )(?:A|[A-Z][a-z]+) /;
const SENTENCES = /[.!?] [A-Z]/;

const messages = filesIn("src")
  .filter((name) => name.endsWith(".ts"))
  .flatMap((name) => [...readFileSync(join(PACKAGE_ROOT, name), "utf8").matchAll(MESSAGE)])
  .map(([, quoted, template]) => quoted ?? template ?? "");

test("error messages start in lower case, and have no period unless they have several sentences", () => {
  expect(messages.length).toBeGreaterThan(100);
  expect(messages.filter((text) => CAPITAL.test(text))).toEqual([]);
  expect(messages.filter((text) => text.endsWith(".") && !SENTENCES.test(text))).toEqual([]);
  expect(messages.filter((text) => SENTENCES.test(text) && !/[.:}]$/.test(text))).toEqual([]);
});
