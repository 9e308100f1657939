import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { copyFile } from "node:fs/promises";
import { isBuiltin } from "node:module";
import { join } from "node:path";
import { expect, test } from "vitest";
import { PACKAGE_ROOT } from "../src/package/package-root.ts";
import { importsOf } from "./support/imports-of.ts";
import { makeFolder } from "./support/run.ts";

test("what is installed with the tool is what its built code imports, no less and no more", async () => {
  const inputs = await importsOf(
    "bin/todo-api.js",
    "dist/cli/main.js",
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

test("a build without devDependencies fails with one sentence that says what to run", async () => {
  const folder = await makeFolder();
  const script = join(folder, "require-dev-dependencies.mjs");
  await copyFile(join(PACKAGE_ROOT, "src", "build", "require-dev-dependencies.js"), script);
  const { status, stderr } = spawnSync(process.execPath, [script], { encoding: "utf8" });
  expect({ status, stderr }).toEqual({
    status: 1,
    stderr: expect.stringMatching(/^error: .*npm ci --include=dev.*\n$/),
  });
});
