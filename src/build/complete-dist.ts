import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { PACKAGE_ROOT } from "../package/package-root.ts";
import { buildCommandLine } from "./command-line.ts";
import { rebuildPage } from "./rebuild.ts";
import { type BuiltFile, writeFolder } from "./write-folder.ts";

// Runs after tsc, and adds the remaining files to dist/. The package contains the functions' zips, so that every
// machine deploys the same bytes: zlib's output differs between Node versions.
const DIST = path.join(PACKAGE_ROOT, "dist");
const SERVICE_MODELS = path.join(PACKAGE_ROOT, "src/local/model");

await writeFolder(path.join(DIST, "cli"), "", await buildCommandLine());
await rebuildPage();
await writeFolder(path.join(DIST, "local/model"), ".json", await readServiceModels());

async function readServiceModels(): Promise<readonly BuiltFile[]> {
  if (!existsSync(SERVICE_MODELS)) return [];
  const names = (await readdir(SERVICE_MODELS)).filter((name) => name.endsWith(".json"));
  return Promise.all(names.map(async (name) => ({ name, content: await readFile(path.join(SERVICE_MODELS, name)) })));
}
