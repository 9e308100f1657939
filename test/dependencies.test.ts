import { readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { join } from "node:path";
import { expect, test } from "vitest";
import { PACKAGE_ROOT } from "../src/package-root.ts";
import { importsOf } from "./support/imports-of.ts";

test("what is installed with the tool is what its built code imports, no less and no more", async () => {
  const inputs = await importsOf(
    "bin/todo-api.js",
    "dist/local/daemon.js",
    "dist/local/services/dynamodb/serve-table-store.js",
    "dist/local/services/lambda/runner/environment.js",
  );
  const imported = Object.values(inputs)
    .flatMap(({ imports }) => imports)
    .filter(({ external, kind, path }) => external && kind !== "require-call" && !isBuiltin(path))
    .map(({ path }) => /^(@[^/]+\/)?[^/]+/.exec(path)?.[0]);
  const { dependencies } = JSON.parse(readFileSync(join(PACKAGE_ROOT, "package.json"), "utf8"));
  expect([...new Set(imported)].sort()).toEqual(Object.keys(dependencies).sort());
});
